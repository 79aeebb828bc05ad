-- 0010_create_launch_schedule: when each launch was planned for, at any instant, and how plans changed.

CREATE TABLE launch_schedule (
    launch_id text COLLATE "C" NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz,
    scheduled_at timestamptz NOT NULL,
    schedule_precision text,
    window_start_at timestamptz,
    window_end_at timestamptz,
    status text,
    has_flown boolean NOT NULL,
    PRIMARY KEY (launch_id, valid_from)
);

CREATE UNIQUE INDEX launch_schedule_current ON launch_schedule (launch_id) WHERE valid_to IS NULL;

COMMENT ON TABLE launch_schedule IS
    'The schedule of a launch from one instant on, also after it has flown. A new row begins only when one of the values '
    'changed. The schedule at time t: `valid_from` <= t, and `valid_to` null or > t. Empty with `spacex-v4`.';
COMMENT ON COLUMN launch_schedule.launch_id IS 'The launch, flown, upcoming or gone.';
COMMENT ON COLUMN launch_schedule.valid_from IS 'When a cycle saw this schedule first, inclusive.';
COMMENT ON COLUMN launch_schedule.valid_to IS
    'When a cycle saw another, or saw the launch gone, exclusive; null: it holds now.';
COMMENT ON COLUMN launch_schedule.scheduled_at IS
    'Not earlier than this instant, and the instant of the launch once it has flown; see `schedule_precision`.';
COMMENT ON COLUMN launch_schedule.schedule_precision IS
    '`second`, `minute`, `hour`, `day`, `month`, `quarter`, `half` or `year`; null: unknown.';
COMMENT ON COLUMN launch_schedule.window_start_at IS 'Start of the window; null: unknown.';
COMMENT ON COLUMN launch_schedule.window_end_at IS 'End of the window; null: unknown.';
COMMENT ON COLUMN launch_schedule.status IS 'The source''s word, such as `Go`, `TBD` or `Success`.';
COMMENT ON COLUMN launch_schedule.has_flown IS
    'Whether the source said so then: the row is an outcome, and no plan.';

-- Two schedules of which one took the other's place at the same instant: a launch that left and returned has a gap.
CREATE VIEW schedule_changes AS
SELECT
    after.launch_id,
    coalesce(launch.name, upcoming.name, (
        SELECT stored.document ->> 'name'
        FROM ops.launch_versions AS version
        JOIN ops.documents AS stored USING (document_id)
        WHERE version.launch_id = after.launch_id
        ORDER BY version.valid_from DESC
        LIMIT 1
    )) AS name,
    after.valid_from AS changed_at,
    before.scheduled_at AS old_scheduled_at,
    after.scheduled_at AS new_scheduled_at,
    CASE
        WHEN before.schedule_precision IN ('second', 'minute', 'hour', 'day')
         AND after.schedule_precision IN ('second', 'minute', 'hour', 'day')
        THEN extract(epoch FROM after.scheduled_at - before.scheduled_at)::double precision
    END AS slip_seconds,
    before.schedule_precision AS old_precision,
    after.schedule_precision AS new_precision,
    before.status AS old_status,
    after.status AS new_status,
    after.has_flown
FROM launch_schedule AS after
JOIN launch_schedule AS before ON before.launch_id = after.launch_id AND before.valid_to = after.valid_from
LEFT JOIN launches AS launch ON launch.launch_id = after.launch_id
LEFT JOIN upcoming_launches AS upcoming ON upcoming.launch_id = after.launch_id;

COMMENT ON VIEW schedule_changes IS
    'A change of the schedule of a launch: its date, the date''s precision, its window or its status.';
COMMENT ON COLUMN schedule_changes.launch_id IS 'The launch.';
COMMENT ON COLUMN schedule_changes.name IS 'Its name; of a launch that has left, the last one.';
COMMENT ON COLUMN schedule_changes.changed_at IS 'When a cycle saw the change.';
COMMENT ON COLUMN schedule_changes.old_scheduled_at IS 'When it was planned for.';
COMMENT ON COLUMN schedule_changes.new_scheduled_at IS 'When it is planned for since then, or flew.';
COMMENT ON COLUMN schedule_changes.slip_seconds IS
    'From the old date to the new one, negative: earlier; null where one of them is not known to the day.';
COMMENT ON COLUMN schedule_changes.old_precision IS 'How well the old date was known; null: not at all.';
COMMENT ON COLUMN schedule_changes.new_precision IS 'How well the new date is known; null: not at all.';
COMMENT ON COLUMN schedule_changes.old_status IS 'The source''s word before.';
COMMENT ON COLUMN schedule_changes.new_status IS 'The source''s word since then.';
COMMENT ON COLUMN schedule_changes.has_flown IS
    'Whether it has flown since then: the new date is that of the launch, and the difference no slip of a plan.';

-- From the first date that was known to the day. A launch that was first seen when it had flown tells nothing of slips.
CREATE VIEW launch_slips AS
SELECT
    launch.launch_id,
    launch.name,
    launch.rocket_name,
    launch.launchpad_id,
    launch.launchpad_name,
    launch.launched_at,
    planned.valid_from AS first_known_at,
    planned.scheduled_at AS first_scheduled_at,
    extract(epoch FROM launch.launched_at - planned.scheduled_at)::double precision AS slip_seconds,
    (
        SELECT count(*)
        FROM schedule_changes AS change
        WHERE change.launch_id = launch.launch_id AND change.slip_seconds > 0 AND NOT change.has_flown
    ) AS slips
FROM launches AS launch
JOIN LATERAL (
    SELECT schedule.valid_from, schedule.scheduled_at
    FROM launch_schedule AS schedule
    WHERE schedule.launch_id = launch.launch_id
      AND schedule.schedule_precision IN ('second', 'minute', 'hour', 'day')
      AND NOT schedule.has_flown
    ORDER BY schedule.valid_from
    LIMIT 1
) AS planned ON true;

COMMENT ON VIEW launch_slips IS
    'A flown launch that was seen with a date known to the day before it flew, and by how much it slipped from there.';
COMMENT ON COLUMN launch_slips.launch_id IS 'The launch.';
COMMENT ON COLUMN launch_slips.name IS 'Its name.';
COMMENT ON COLUMN launch_slips.rocket_name IS 'Its rocket.';
COMMENT ON COLUMN launch_slips.launchpad_id IS 'The source''s id of its launch site; null: unknown.';
COMMENT ON COLUMN launch_slips.launchpad_name IS 'Its launch site; null: unknown.';
COMMENT ON COLUMN launch_slips.launched_at IS 'When it flew.';
COMMENT ON COLUMN launch_slips.first_known_at IS 'When a cycle saw the first date that was known to the day.';
COMMENT ON COLUMN launch_slips.first_scheduled_at IS 'That date.';
COMMENT ON COLUMN launch_slips.slip_seconds IS 'From that date to the launch, negative: earlier.';
COMMENT ON COLUMN launch_slips.slips IS 'How often it slipped in between, as far as cycles saw it.';

CREATE VIEW slips_per_rocket AS
SELECT
    rocket_name,
    count(*) AS launches,
    count(*) FILTER (WHERE abs(slip_seconds) < 86400) AS within_a_day,
    count(*) FILTER (WHERE slips > 0) AS slipped,
    sum(slips)::bigint AS slips,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY slip_seconds) / 86400 AS median_slip_days,
    max(slip_seconds) / 86400 AS greatest_slip_days
FROM launch_slips
WHERE launched_at > (SELECT max(launched_at) FROM launches) - interval '1 year'
GROUP BY rocket_name;

COMMENT ON VIEW slips_per_rocket IS
    'The slips of a rocket, over the launches of `launch_slips` in the year before the newest launch.';
COMMENT ON COLUMN slips_per_rocket.rocket_name IS 'The rocket.';
COMMENT ON COLUMN slips_per_rocket.launches IS 'Launches whose slips are known.';
COMMENT ON COLUMN slips_per_rocket.within_a_day IS 'Those that flew less than 24 hours from the first date.';
COMMENT ON COLUMN slips_per_rocket.slipped IS 'Those that slipped at least once.';
COMMENT ON COLUMN slips_per_rocket.slips IS 'How often they slipped.';
COMMENT ON COLUMN slips_per_rocket.median_slip_days IS 'The median of days from the first date to the launch.';
COMMENT ON COLUMN slips_per_rocket.greatest_slip_days IS 'The most days from the first date to the launch.';

CREATE VIEW slips_per_site AS
SELECT
    launchpad_id,
    max(launchpad_name) AS launchpad_name,
    count(*) AS launches,
    count(*) FILTER (WHERE abs(slip_seconds) < 86400) AS within_a_day,
    count(*) FILTER (WHERE slips > 0) AS slipped,
    sum(slips)::bigint AS slips,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY slip_seconds) / 86400 AS median_slip_days,
    max(slip_seconds) / 86400 AS greatest_slip_days
FROM launch_slips
WHERE launched_at > (SELECT max(launched_at) FROM launches) - interval '1 year'
GROUP BY launchpad_id;

COMMENT ON VIEW slips_per_site IS
    'The slips of a launch site, by its id, over the launches of `launch_slips` in the year before the newest launch.';
COMMENT ON COLUMN slips_per_site.launchpad_id IS 'The source''s id; null: the launches from an unknown site.';
COMMENT ON COLUMN slips_per_site.launchpad_name IS 'Its name.';
COMMENT ON COLUMN slips_per_site.launches IS 'Launches whose slips are known.';
COMMENT ON COLUMN slips_per_site.within_a_day IS 'Those that flew less than 24 hours from the first date.';
COMMENT ON COLUMN slips_per_site.slipped IS 'Those that slipped at least once.';
COMMENT ON COLUMN slips_per_site.slips IS 'How often they slipped.';
COMMENT ON COLUMN slips_per_site.median_slip_days IS 'The median of days from the first date to the launch.';
COMMENT ON COLUMN slips_per_site.greatest_slip_days IS 'The most days from the first date to the launch.';

CREATE VIEW slips_per_week AS
SELECT
    week AT TIME ZONE 'UTC' AS week,
    count(*) FILTER (WHERE slip_seconds >= 86400) AS later_by_a_day,
    count(*) FILTER (WHERE slip_seconds > 0 AND slip_seconds < 86400) AS later_within_a_day,
    count(*) FILTER (WHERE slip_seconds < 0) AS earlier,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY slip_seconds) FILTER (WHERE slip_seconds > 0) / 86400
        AS median_later_days,
    max(slip_seconds) FILTER (WHERE slip_seconds > 0) / 86400 AS greatest_later_days
FROM (
    SELECT date_trunc('week', changed_at AT TIME ZONE 'UTC') AS week, slip_seconds
    FROM schedule_changes
    WHERE slip_seconds <> 0 AND NOT has_flown
) AS moved
GROUP BY week;

COMMENT ON VIEW slips_per_week IS
    'A week (UTC, from Monday) in which cycles saw planned dates move that were known to the day.';
COMMENT ON COLUMN slips_per_week.week IS 'Its start.';
COMMENT ON COLUMN slips_per_week.later_by_a_day IS 'Dates that moved 24 hours or more into the future.';
COMMENT ON COLUMN slips_per_week.later_within_a_day IS 'Dates that moved less than that into the future.';
COMMENT ON COLUMN slips_per_week.earlier IS 'Dates that moved towards the present.';
COMMENT ON COLUMN slips_per_week.median_later_days IS 'The median of days of those that moved into the future; null: none did.';
COMMENT ON COLUMN slips_per_week.greatest_later_days IS 'The most days of those; null: none did.';
