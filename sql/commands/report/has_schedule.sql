-- has_schedule: whether the source says when launches are planned for.
SELECT EXISTS (SELECT FROM launch_schedule) AS has_schedule;
