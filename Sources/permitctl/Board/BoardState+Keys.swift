import PermitCore

/// What each key does.
extension BoardState {
    /// Presses a key.
    mutating func press(_ key: Key) -> [BoardEffect] {
        switch key {
        case .interrupt: return [.quit]
        case .stop: return [.stop]
        case .redraw: return [.redraw]
        default: break
        }
        if isTyping {
            type(key)
            return []
        }
        switch key {
        case .character("q"), .character("Q"): return [.quit]
        case .character("?"): open(.help)
        case .character("s") where view == .board:
            states = states.next
            refilter()
        case .character("/") where view == .board: isTyping = true
        default:
            if view == .board { pressOnBoard(key) } else { pressOnPage(key) }
        }
        return []
    }

    private mutating func pressOnBoard(_ key: Key) {
        let layout = layout()
        switch key {
        case .down, .character("j"): step(1, layout)
        case .up, .character("k"): step(-1, layout)
        case .pageDown, .character(" "): turn(1)
        case .pageUp, .character("b"): turn(-1)
        case .home, .character("g"): select(0)
        case .end, .character("G"): select(layout.blocks.count - 1)
        case .tab, .character("h"):
            select(layout.blocks.firstIndex { $0.start > (nextPart(after: here(layout), layout) ?? -1) } ?? 0)
        case .backTab:
            let before = layout.parts.last { $0 < here(layout) - 1 } ?? layout.parts.last
            select(layout.blocks.firstIndex { $0.start > (before ?? -1) } ?? 0)
        case .enter, .right, .character("l"): openSelected()
        case .escape, .left:
            selection = nil
            scroll = 0
            filter = ""
            states = .all
            refilter()
        default: break
        }
    }

    private mutating func pressOnPage(_ key: Key) {
        let page = page()
        switch key {
        case .down, .enter, .character("j"): pageScroll += 1
        case .up, .character("k"): pageScroll -= 1
        case .pageDown, .character(" "): pageScroll += height
        case .pageUp, .character("b"): pageScroll -= height
        case .home, .character("g"): pageScroll = 0
        case .end, .character("G"): pageScroll = page.lines.count
        case .tab, .character("h"): pageScroll = page.parts.first { $0 > pageScroll } ?? 0
        case .backTab: pageScroll = page.parts.last { $0 < pageScroll } ?? page.parts.last ?? 0
        case .escape, .left, .backspace:
            view = .board
            opened = nil
            queue = []
        default: break
        }
        pageScroll = max(0, min(pageScroll, page.lines.count - height))
    }

    private mutating func type(_ key: Key) {
        switch key {
        case .character(let character) where filter.count < Self.longestFilter: filter.append(character)
        case .backspace: if filter.isEmpty { isTyping = false } else { filter.removeLast() }
        case .enter: isTyping = false
        case .escape:
            isTyping = false
            filter = ""
        default: return
        }
        refilter()
    }

    /// The next thing up or down. One that goes on beyond the window is read to its end first.
    private mutating func step(_ step: Int, _ layout: BoardLayout) {
        guard selection != nil, layout.blocks.indices.contains(selectedIndex) else {
            let seen = layout.blocks.firstIndex { $0.start >= scroll }
            return select(seen ?? 0)
        }
        let block = layout.blocks[selectedIndex]
        if step > 0, block.start + block.height > scroll + height { return move(by: 1) }
        if step < 0, block.start < scroll { return move(by: -1) }
        if step < 0, selectedIndex == 0 { return move(by: -scroll) }
        select(selectedIndex + step)
    }

    /// A page up or down; what is chosen comes along.
    private mutating func turn(_ pages: Int) {
        let before = scroll
        move(by: pages * height)
        let layout = layout()
        if scroll == before { return select(pages > 0 ? layout.blocks.count - 1 : 0) }
        guard let index = layout.blocks.firstIndex(where: { $0.start >= scroll }) else { return }
        let top = scroll
        select(index)
        if layout.blocks[index].start < top + height { move(by: top - scroll) }
    }

    private func here(_ layout: BoardLayout) -> Int {
        selection == nil || !layout.blocks.indices.contains(selectedIndex) ? -1 : layout.blocks[selectedIndex].start
    }

    private func nextPart(after line: Int, _ layout: BoardLayout) -> Int? { layout.parts.first { $0 > line } }

    private mutating func openSelected() {
        switch selection {
        case .permit(let id): open(permit: id)
        case .alarm(let sequence):
            if let alarm = scene.alarms.first(where: { $0.sequence == sequence }) { open(permit: alarm.permit) }
        case .stop(let stop): open(.stop(stop))
        case .hazard(let hazard): open(.hazard(hazard))
        case .weather, nil: break
        }
    }

    private mutating func open(permit id: String) {
        opened = OpenedPermit(id: id)
        open(.permit)
        askForOpened()
    }

    private mutating func open(_ new: View) {
        view = new
        pageScroll = 0
    }

    private mutating func refilter() {
        arranged = nil
        _ = layout()
    }
}
