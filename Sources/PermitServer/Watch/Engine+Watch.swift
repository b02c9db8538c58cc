import PermitCore
import PermitLog
import PermitMetrics

extension Engine {
    /// Looks after everything that has no moment of its own: once a second.
    func lookAfter(now: Int64) {
        let moment = surroundings().now
        watch.takeVitals(now: now, at: moment) {
            (log as? SQLiteLog).map { Vitals.taken(of: $0, watch.process) }
        }
        watch.judgeRates(now: now, at: moment)
        watch.set(.diskFull, isShortOfSpace, at: moment)
        watch.set(.anchorMissing, anchors.isEmpty, at: moment)
    }

    /// The alarms as `daemon.status` tells them: all, with figures, to who may see everything; to others those that
    /// concern them.
    func alarms(for viewer: Viewer, _ language: Language) -> JSONValue {
        .array(
            watch.panel.all.filter { viewer.seesEverything || $0.alarm.concernsEveryone }.map { alarm, raised in
                let told: JSONObject = [
                    "code": .string(alarm.rawValue), "severity": .string(alarm.severity.rawValue),
                    "since": .moment(raised.since), "message": .string(alarm.message.text(in: language)),
                    "remedy": .string(alarm.remedy.text(in: language)),
                ]
                guard viewer.seesEverything, !raised.figures.isEmpty else { return .object(told) }
                let figures = raised.figures.map { figure -> JSONValue in
                    ["name": .string(figure.name), "value": .string(figure.value)]
                }
                return .object(told.merging(["figures": .array(figures)]))
            })
    }

    /// Every number in the text form of Prometheus. What is not counted as it happens is looked up now.
    func metricsText() -> String {
        let instruments = watch.instruments
        gaugeWork(instruments)
        if let vitals = watch.vitals { gauge(vitals, instruments) }
        for alarm in HealthAlarm.allCases {
            let labels = [("code", alarm.rawValue), ("severity", alarm.severity.rawValue)]
            instruments.set("permitd_alarm", labels, watch.panel.isRaised(alarm) ? 1 : 0)
        }
        instruments.set("permitd_start_timestamp_seconds", Double(startedAt.wall.milliseconds) / 1_000)
        let versions = [("version", Engine.version), ("sqlite", SQLiteLog.libraryVersion)]
        instruments.set("permitd_build_info", versions, 1)
        return instruments.registry.prometheusText
    }

    private func gaugeWork(_ instruments: Instruments) {
        let states = state.live.countByState
        for state in PermitState.allCases where !state.isEnded {
            instruments.set("permitd_permits", [("state", state.rawValue)], Double(states[state] ?? 0))
        }
        instruments.set("permitd_open_stops", Double(state.stopsInForceCount))
        instruments.set("permitd_waiting_reads", Double(waiting.count))
        instruments.set("permitd_kept_snapshots", Double(snapshots.count))
        instruments.set("permitd_log_events", Double(log.head))
        let failed = anchorsFailed
        instruments.set("permitd_anchors", [("state", "written")], Double(anchors.count - failed))
        instruments.set("permitd_anchors", [("state", "failed")], Double(failed))
    }

    private func gauge(_ vitals: Vitals, _ instruments: Instruments) {
        let files = vitals.files
        let numbers: [(String, UInt64)] = [
            ("permitd_log_bytes", files.databaseBytes), ("permitd_wal_bytes", files.writeAheadBytes),
            ("permitd_wal_backlog_bytes", files.backlogBytes), ("permitd_disk_free_bytes", files.freeBytes),
            ("permitd_reserve_present", files.hasReserve ? 1 : 0),
            ("permitd_resident_memory_bytes", vitals.residentBytes),
            ("permitd_open_descriptors", vitals.descriptors),
            ("permitd_descriptor_limit", vitals.descriptorLimit),
        ]
        for (name, value) in numbers { instruments.set(name, Double(value)) }
    }
}
