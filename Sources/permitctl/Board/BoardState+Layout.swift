import PermitClient
import PermitCore

/// Where things stand on the board, and which of them are in sight.
extension BoardState {
    /// The board's lines, with what is chosen kept in its place.
    mutating func layout() -> BoardLayout {
        if let arranged { return arranged }
        let sorted = board.map { BoardContents($0, filter: filter, states: states, within: area) }
        contents = sorted
        let layout = sorted.map { BoardPage($0, scene).layout } ?? BoardLayout()
        arranged = layout
        if let selection {
            if let index = layout.blocks.firstIndex(where: { $0.subject == selection }) {
                selectedIndex = index
                scroll = layout.blocks[index].start - selectedRow
            } else if layout.blocks.isEmpty {
                self.selection = nil
            } else {
                // It is gone: the next one takes its place.
                selectedIndex = min(selectedIndex, layout.blocks.count - 1)
                self.selection = layout.blocks[selectedIndex].subject
                scroll = layout.blocks[selectedIndex].start - selectedRow
            }
        }
        settle(layout)
        return layout
    }

    /// Chooses a thing and brings it into sight, with the title above it.
    mutating func select(_ index: Int) {
        let layout = layout()
        guard layout.blocks.indices.contains(index) else { return }
        let block = layout.blocks[index]
        selection = block.subject
        selectedIndex = index
        let top = index == 0 ? 0 : block.start - (layout.parts.contains(block.start - 1) ? 1 : 0)
        let bottom = block.start + block.height
        if top < scroll { scroll = top } else if bottom > scroll + height { scroll = min(block.start, bottom - height) }
        settle(layout)
    }

    /// Moves the window by lines without choosing anything else.
    mutating func move(by lines: Int) {
        let layout = layout()
        scroll += lines
        settle(layout)
    }

    /// Keeps the window within the lines, and remembers where in it the chosen thing stands.
    private mutating func settle(_ layout: BoardLayout) {
        scroll = max(0, min(scroll, layout.lines.count - height))
        if selection != nil, layout.blocks.indices.contains(selectedIndex) {
            selectedRow = layout.blocks[selectedIndex].start - scroll
        }
    }

    /// The lines of what was opened.
    func page() -> BoardLayout {
        switch view {
        case .board: return arranged ?? BoardLayout()
        case .help: return HelpPage.layout(scene)
        case .permit:
            guard let opened else { return gone }
            return PermitPage(opened, board?.items[.permit(opened.id)]?.content, scene).layout
        case .stop(let stop):
            guard let item = board?.items[.stop(stop)]?.content else { return gone }
            return SubjectPage.layout(BoardContents.StopRow(item), scene)
        case .hazard(let hazard):
            guard let item = board?.items[.hazard(hazard)]?.content else { return gone }
            return SubjectPage.layout(hazard: item, scene)
        }
    }

    private var gone: BoardLayout {
        var layout = BoardLayout()
        layout.begin(part: ScreenLine(scene.text("it is not on the board any more", "已不在板上"), .warning))
        return layout
    }
}
