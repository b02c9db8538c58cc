import PermitCore
import PermitTestKit
import Testing

/// What is true of every pack that comes with the program.
@Suite("Every pack")
struct EveryPackTests {
    @Test("A plain request leads to a grade, and to posts that exist", arguments: Work.all)
    func plainRequest(_ work: Work) throws {
        var place = try Workplace(work)
        let answer = try place.site.request(place.content())
        let grade = try #require(work.rules.grade(answer["effectiveGrade"]?.string ?? ""))
        let posts = (answer["approvals"]?.array ?? []).compactMap { $0.object?["post"]?.string }
        #expect(Set(work.pack.posts.map(\.post)).isSuperset(of: posts))
        #expect([grade.approve, grade.approveUpgraded].contains(posts.last))
    }

    @Test("Nothing told leads to a grade whose posts exist", arguments: Work.all)
    func nothingTold(_ work: Work) {
        let grade = work.rules.grade(for: Facts(request: [:], area: [:]))
        #expect(work.rules.grades.contains(grade))
    }
}
