import Dispatch
import Glibc
import Testing
import ZeroMQ

@Suite struct WakeUpTests {
    @Test func wakesAPollFromAnotherThread() throws {
        let bell = try WakeUp()
        DispatchQueue.global().async { bell.wake() }
        var items = [bell.pollItem()]
        #expect(try poll(&items, timeoutMilliseconds: 20_000) == 1)
        #expect(items[0].isReadable)
    }

    @Test func ringsCountAsOneUntilCleared() throws {
        let bell = try WakeUp()
        var items = [bell.pollItem()]
        #expect(try poll(&items, timeoutMilliseconds: 0) == 0)
        for _ in 0..<1_000 { bell.wake() }
        #expect(try poll(&items, timeoutMilliseconds: 0) == 1)
        bell.clear()
        bell.clear()
        #expect(try poll(&items, timeoutMilliseconds: 0) == 0)
    }

    @Test func leavesErrnoAlone() throws {
        let bell = try WakeUp()
        errno = ENOENT
        bell.wake()
        #expect(errno == ENOENT)
    }

    @Test func staysOpenWhileItCanBePolled() throws {
        var items = [try WakeUp().pollItem()]
        #expect(try poll(&items, timeoutMilliseconds: 0) == 0)
        #expect(!items[0].hasFailed)
    }
}
