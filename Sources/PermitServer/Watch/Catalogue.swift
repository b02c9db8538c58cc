import PermitMetrics

/// Every metric that the daemon publishes. Monitoring.md tells how to collect them.
enum Catalogue {
    private static let seconds = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    static let all: [MetricDescription] = traffic + store + process

    private static let traffic = [
        MetricDescription(
            "permitd_requests_total",
            "Requests answered, by operation and outcome (ok, repeated, or a refusal's code).",
            .counter, labels: ["operation", "outcome"]),
        MetricDescription(
            "permitd_request_duration_seconds", "From taking a request in to sending its reply; waiting reads aside.",
            .histogram(bounds: seconds)),
        MetricDescription("permitd_events_total", "Events stored and published.", .counter, labels: ["type"]),
        MetricDescription(
            "permitd_handshakes_total", "Connections judged: allowed or refused.", .counter, labels: ["decision"]),
        MetricDescription("permitd_waiting_reads", "events.read that wait for an event.", .gauge),
        MetricDescription("permitd_kept_snapshots", "Snapshots kept for paging.", .gauge),
        MetricDescription(
            "permitd_admitted_keys", "Keys let in to an event socket since it was last bound.", .gauge,
            labels: ["socket"]),
        MetricDescription("permitd_permits", "Permits that still owe something.", .gauge, labels: ["state"]),
        MetricDescription("permitd_open_stops", "Stops of areas that nobody has lifted.", .gauge),
    ]

    private static let store = [
        MetricDescription(
            "permitd_commit_duration_seconds", "From the start of a transaction to the end of its sync.",
            .histogram(bounds: seconds)),
        MetricDescription(
            "permitd_batch_requests", "Requests in a transaction.", .histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128])),
        MetricDescription("permitd_log_events", "Events in the log: its newest sequence.", .gauge),
        MetricDescription("permitd_log_bytes", "Size of the database.", .gauge),
        MetricDescription("permitd_wal_bytes", "Size of the write-ahead log.", .gauge),
        MetricDescription(
            "permitd_wal_backlog_bytes", "What of the write-ahead log is not yet in the database.", .gauge),
        MetricDescription("permitd_disk_free_bytes", "Room where the log is.", .gauge),
        MetricDescription("permitd_reserve_present", "1 while the reserve for a full disk is there.", .gauge),
        MetricDescription(
            "permitd_checkpoint_timestamp_seconds", "When a checkpoint was last written.", .gauge, labels: ["place"]),
        MetricDescription(
            "permitd_anchors", "Anchors by whether the last checkpoint got there.", .gauge, labels: ["state"]),
    ]

    private static let process = [
        MetricDescription("permitd_turn_duration_seconds", "The working part of a turn.", .histogram(bounds: seconds)),
        MetricDescription("permitd_resident_memory_bytes", "Memory in use.", .gauge),
        MetricDescription("permitd_open_descriptors", "File descriptors in use.", .gauge),
        MetricDescription("permitd_descriptor_limit", "File descriptors that may be in use.", .gauge),
        MetricDescription("permitd_start_timestamp_seconds", "When the daemon started.", .gauge),
        MetricDescription("permitd_alarm", "1 while an alarm is raised.", .gauge, labels: ["code", "severity"]),
        MetricDescription(
            "permitd_build_info", "Always 1; the versions are in the labels.", .gauge, labels: ["version", "sqlite"]),
    ]
}
