import PermitClient
import PermitCore

/// A whole screen: two lines of header, the page, one line of footer.
enum BoardScreen {
    /// The screen of a state: exactly as many lines as it has, none wider than it is.
    static func frame(_ state: inout BoardState) -> Frame {
        let size = state.scene.size
        let layout = state.layout()
        let page = state.view == .board ? layout : state.page()
        var top = state.scroll
        if state.view != .board {
            state.pageScroll = max(0, min(state.pageScroll, page.lines.count - state.height))
            top = state.pageScroll
        }
        var lines = Array(page.lines.dropFirst(top).prefix(state.height))
        if state.view == .board, state.selection != nil, layout.blocks.indices.contains(state.selectedIndex) {
            let block = layout.blocks[state.selectedIndex]
            for line in max(block.start, top)..<max(block.start + block.height, top) where line - top < lines.count {
                lines[line - top].isSelected = true
            }
        }
        lines += Array(repeating: ScreenLine(), count: max(0, state.height - lines.count))
        let range = position(top, lines: page.lines.count, height: state.height)
        let (footer, column) = footer(state, range)
        let all = [title(state), counts(state)] + lines + [footer]
        let shown = all.prefix(size.rows).map { $0.cut(to: size.columns) }
        return Frame(
            lines: Array(shown),
            cursor: column.map { Frame.Cursor(column: min($0, size.columns - 1), row: shown.count - 1) })
    }

    /// Whether the daemon is heard, in the first place; then where and when.
    static func title(_ state: BoardState) -> ScreenLine {
        let scene = state.scene
        let width = scene.size.columns
        guard let board = state.board else {
            return ScreenLine(scene.text("NOT CONNECTED: nothing is known yet", "未连接：尚无数据"), .banner)
        }
        guard board.isLive else {
            guard let asOf = board.asOf else {
                return ScreenLine(scene.text("CONNECTING: not confirmed yet", "正在连接：尚未确认"), .banner)
            }
            let since = scene.clock.exact(asOf)
            let ago = BoardClock.left(until: scene.now, now: asOf, scene.language)
            var line = ScreenLine(
                scene.text(
                    " STALE since \(since) (\(ago)): no word from the daemon. All below is as of then.",
                    " 数据过时：自 \(since) 起（\(ago)）无守护进程消息，以下为当时状况。"), .banner)
            line.add(String(repeating: " ", count: max(0, width - line.columns)), .banner)
            return line
        }
        var line = ScreenLine("permitd \(state.installation.prefix(8))", .strong)
        let isWide = width >= 72
        line.add(
            "  " + (isWide ? "\(scene.clock.full(scene.now)) \(scene.clock.zone.name)" : scene.clock.exact(scene.now)))
        if let area = state.area { line.add("  \(area.text)", .strong) }
        return line.ending(with: ScreenLine(scene.text("LIVE", "实时"), .good), width: width)
    }

    /// How many there are of what wants somebody, then of the rest, then the filters.
    static func counts(_ state: BoardState) -> ScreenLine {
        let scene = state.scene
        var line = ScreenLine()
        guard let contents = state.contents else { return line }
        func add(_ words: String, _ tone: Tone) { line.add((line.columns > 0 ? "  " : "") + words, tone) }
        func add(_ words: String, _ count: Int, _ tone: Tone) { if count > 0 { add("\(words) \(count)", tone) } }
        if state.board?.isLive != true { add(scene.text("STALE", "过时"), .bad) }
        if state.states != .all || !state.filter.isEmpty {
            let words = BoardWords.filter(state.states).text(in: scene.language)
            let name = state.filter.isEmpty ? words : "\(words) /\(state.filter)"
            let hidden = contents.hidden
            add(scene.text("[only \(name): \(hidden) hidden]", "[仅 \(name)：隐藏 \(hidden)]"), .warning)
        }
        add(scene.text("stops", "叫停"), contents.stops.count, .bad)
        add(scene.text("to tell", "待通知"), contents.unacknowledged, .bad)
        add(scene.text("inside", "在内"), contents.peopleInside, .strong)
        let order = ["suspended", "expired", "revoked", "active", "fireWatch", "acceptance", "approved", "requested"]
        let rest = contents.counts.keys.filter { !order.contains($0) }.sorted()
        for name in order + rest {
            let isBad = order.prefix(3).contains(name)
            add(BoardWords.state(name, scene.language), contents.counts[name] ?? 0, isBad ? .bad : .plain)
        }
        if contents.counts.isEmpty { add(scene.text("no live permits", "无作业票"), .faint) }
        return line
    }

    /// What may be pressed; while a filter is typed, the filter and the column after it.
    private static func footer(_ state: BoardState, _ range: String) -> (ScreenLine, Int?) {
        let scene = state.scene
        if state.isTyping {
            let line = ScreenLine("\(scene.text("show only", "筛选")): \(state.filter)", .strong)
            return (line, line.columns)
        }
        let keys =
            state.view == .board
            ? scene.text(
                "j k move  Enter open  Tab part  / find  s state  ? help  q quit",
                "j k 移动  Enter 打开  Tab 分部  / 筛选  s 状态  ? 帮助  q 退出")
            : scene.text("j k scroll  Tab part  Esc back  q quit", "j k 滚动  Tab 分部  Esc 返回  q 退出")
        return (ScreenLine(keys, .faint).ending(with: ScreenLine(range, .faint), width: scene.size.columns), nil)
    }

    private static func position(_ top: Int, lines: Int, height: Int) -> String {
        lines <= height ? "" : "\(top + 1)-\(min(lines, top + height))/\(lines)"
    }
}
