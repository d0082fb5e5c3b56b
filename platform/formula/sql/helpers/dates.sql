-- Days, moments and times of day.
--
-- All of these are total: what the language refuses is NULL here, never an error. The calendar has the years 1 to 9999.
-- Nothing depends on the time zone of the session: moments are moved as timestamps in UTC, because "timestamptz + interval"
-- would count days on the clock of the session. None catches exceptions, which parallel workers may not do.

CREATE OR REPLACE FUNCTION fx.kept_date(day date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN day BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN day END
$$;

CREATE OR REPLACE FUNCTION fx.kept_local(clock timestamp) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN clock >= TIMESTAMP '0001-01-01' AND clock < TIMESTAMP '10000-01-01' THEN clock END
$$;

-- What the clocks of a zone show at a moment.
CREATE OR REPLACE FUNCTION fx.local(moment timestamptz, zone text) RETURNS timestamp
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN moment > '0001-01-03 00:00:00+00' AND moment < '9999-12-29 00:00:00+00' THEN timezone(zone, moment)
        ELSE fx.kept_local(timezone(zone, moment))
    END
$$;

-- The moment at which the clocks of a zone show something. When they are put back, PostgreSQL takes the second of the two
-- moments; the language takes the first one, which is found with the offset of a day before.
CREATE OR REPLACE FUNCTION fx.moment(clock timestamp, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    late timestamp := timezone('UTC', timezone(zone, clock));
    day_before timestamp := late - INTERVAL '24 hours';
    early timestamp := clock - (timezone(zone, timezone('UTC', day_before)) - day_before);
BEGIN
    IF early < late AND timezone(zone, timezone('UTC', early)) = clock THEN
        late := early;
    END IF;
    RETURN timezone('UTC', fx.kept_local(late));
END
$$;

-- Whole steps as an integer, none of them too many for one: PostgreSQL computes constant parts of an expression that it
-- never reaches.
CREATE OR REPLACE FUNCTION fx.steps(n numeric) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN n >= 10000000 THEN 10000000 WHEN n <= -10000000 THEN -10000000 ELSE trunc(n)::int END
$$;

-- Arithmetic -------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fx.add_days(day date, n numeric) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN day - DATE '0001-01-01' + trunc(n) BETWEEN 0 AND 3652058 THEN day + fx.steps(n) END
$$;

CREATE OR REPLACE FUNCTION fx.add_milliseconds(moment timestamptz, n numeric) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN extract(epoch FROM moment) * 1000 + n BETWEEN -62135596800000 AND 253402300799999 THEN timezone('UTC',
        timezone('UTC', moment) + make_interval(days => fx.steps(div(n, 86400000)), secs => (mod(n, 86400000) / 1000)::float8)
    ) END
$$;

CREATE OR REPLACE FUNCTION fx.add_days_to_moment(moment timestamptz, n numeric) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
BEGIN
    RETURN fx.add_milliseconds(moment, round(fx.digits(n * 86400, 39)) * 1000);
END
$$;

CREATE OR REPLACE FUNCTION fx.milliseconds(clock time) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT div(extract(epoch FROM clock) * 1000, 1)
$$;

-- A time of day from milliseconds since midnight, of which there are fewer than a day has.
CREATE OR REPLACE FUNCTION fx.time_from(n numeric) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT TIME '00:00' + make_interval(secs => (n / 1000)::float8)
$$;

CREATE OR REPLACE FUNCTION fx.add_to_time(clock time, n numeric) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN fx.milliseconds(clock) + trunc(n) >= 0
        THEN fx.time_from(mod(fx.milliseconds(clock) + trunc(n), 86400000)) END
$$;

-- Months from the year 0.
CREATE OR REPLACE FUNCTION fx.month_number(day date) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT extract(year FROM day) * 12 + extract(month FROM day) - 1
$$;

-- The same day of another month, or its last day if it has no such day. With `ends`, the last day becomes a last day.
CREATE OR REPLACE FUNCTION fx.add_months(day date, n numeric, ends boolean) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN fx.month_number(day) + trunc(n) BETWEEN 12 AND 119999 IS NOT TRUE THEN NULL
        WHEN ends AND extract(day FROM day + 1) = 1
        THEN (date_trunc('month', day::timestamp) + make_interval(months => fx.steps(n) + 1))::date - 1
        ELSE (day::timestamp + make_interval(months => fx.steps(n)))::date
    END
$$;

CREATE OR REPLACE FUNCTION fx.add_months_to_moment(moment timestamptz, n numeric, ends boolean, zone text)
RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    clock timestamp := fx.local(moment, zone);
BEGIN
    RETURN fx.moment(fx.add_months(clock::date, n, ends) + clock::time, zone);
END
$$;

CREATE OR REPLACE FUNCTION fx.end_of_month(day date, n numeric) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN fx.month_number(day) + trunc(n) BETWEEN 12 AND 119999 THEN
        (date_trunc('month', day::timestamp) + make_interval(months => fx.steps(n) + 1))::date - 1
    END
$$;

-- Whole months from one point to another, negative when the second one is earlier.
CREATE OR REPLACE FUNCTION fx.months_between(a timestamp, b timestamp) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (extract(year FROM b) - extract(year FROM a)) * 12 + extract(month FROM b) - extract(month FROM a) + CASE
        WHEN b >= a AND b - date_trunc('month', b) < a - date_trunc('month', a) THEN -1
        WHEN b < a AND b - date_trunc('month', b) > a - date_trunc('month', a) THEN 1
        ELSE 0
    END
$$;

-- Making -----------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fx.date(y numeric, m numeric, d numeric) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN y >= 1 AND y < 10000 AND m >= 1 AND m < 13 AND d >= 1 AND d < 32 THEN
        CASE WHEN d < 29 OR extract(month FROM make_date(fx.steps(y), fx.steps(m), 1) + fx.steps(d) - 1) = trunc(m)
            THEN make_date(fx.steps(y), fx.steps(m), 1) + fx.steps(d) - 1 END
    END
$$;

-- Seconds keep their milliseconds.
CREATE OR REPLACE FUNCTION fx.time(h numeric, m numeric, s numeric) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN h > -1 AND h < 24 AND m > -1 AND m < 60 AND trunc(s, 3) >= 0 AND s < 60
        THEN fx.time_from(trunc(h) * 3600000 + trunc(m) * 60000 + trunc(s * 1000)) END
$$;

CREATE OR REPLACE FUNCTION fx.from_epoch(n numeric) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT fx.add_milliseconds('1970-01-01 00:00:00+00'::timestamptz, round(n * 1000))
$$;

-- Reading texts ----------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fx.read_day(parts text[]) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN parts[2] || parts[4] || parts[6] IN ('--', '//', '..', '年月日')
        THEN fx.date(parts[1]::numeric, parts[3]::numeric, parts[5]::numeric) END
$$;

CREATE OR REPLACE FUNCTION fx.read_time(h text, m text, s text, fraction text) RETURNS time
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT fx.time(h::numeric, m::numeric, (COALESCE(s, '0') || '.' || COALESCE(fraction, '0'))::numeric)
$$;

CREATE OR REPLACE FUNCTION fx.datevalue(written text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written, '^ *([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})(日?) *$');
BEGIN
    RETURN fx.read_day(p);
END
$$;

CREATE OR REPLACE FUNCTION fx.timevalue(written text) RETURNS time
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written, '^ *([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)? *$');
BEGIN
    RETURN fx.read_time(p[1], p[2], p[3], p[4]);
END
$$;

CREATE OR REPLACE FUNCTION fx.datetimevalue(written text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written,
        '^ *([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})(日?)'
        '(?:(?:[Tt]| +|(?<=日))([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?'
        ' *(?:([Zz])|([-+])([0-9]{2}):?([0-9]{2})?)?)? *$');
    day date := fx.read_day(p);
    clock time := CASE WHEN p[7] IS NULL THEN TIME '00:00' ELSE fx.read_time(p[7], p[8], p[9], p[10]) END;
BEGIN
    IF p[11] IS NULL AND p[12] IS NULL THEN
        RETURN fx.moment(day + clock, zone);
    END IF;
    IF p[13]::int > 23 OR p[14]::int > 59 THEN
        RETURN NULL;
    END IF;
    RETURN timezone('UTC', fx.kept_local(day + clock - make_interval(
        mins => COALESCE((p[12] || '1')::int, 0) * (COALESCE(p[13]::int, 0) * 60 + COALESCE(p[14]::int, 0))
    )));
END
$$;

-- Salesforce reads the beginning of a text and leaves the rest.
CREATE OR REPLACE FUNCTION fx.datevalue_begun(written text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written, '^ *([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])');
BEGIN
    RETURN fx.date(p[1]::numeric, p[2]::numeric, p[3]::numeric);
END
$$;

CREATE OR REPLACE FUNCTION fx.datetimevalue_begun(written text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written,
        '^ *([0-9]{4})-([0-9]{1,2})-([0-9]{1,2}) +([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])');
BEGIN
    RETURN timezone('UTC', fx.date(p[1]::numeric, p[2]::numeric, p[3]::numeric)
        + fx.time(p[4]::numeric, p[5]::numeric, p[6]::numeric));
END
$$;

-- What follows the point are milliseconds there: "1:02:03.5" has 5 of them.
CREATE OR REPLACE FUNCTION fx.timevalue_begun(written text) RETURNS time
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    p text[] := regexp_match(written,
        '^ *([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?![0-9])(?:\.([0-9]{1,3})(?![0-9]))?');
BEGIN
    RETURN fx.time(p[1]::numeric, p[2]::numeric, p[3]::numeric + COALESCE(p[4]::numeric, 0) / 1000);
END
$$;

-- Units ------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fx.unit(called text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN lower(called COLLATE "C") IN ('day', 'days', 'd', '天', '日') THEN 'day'
        WHEN lower(called COLLATE "C") IN ('month', 'months', 'm', '月', '个月') THEN 'month'
        WHEN lower(called COLLATE "C") IN ('year', 'years', 'y', '年') THEN 'year'
        WHEN lower(called COLLATE "C") IN ('quarter', 'quarters', 'q', '季度') THEN 'quarter'
        WHEN lower(called COLLATE "C") IN ('week', 'weeks', 'w', '周') THEN 'week'
        WHEN lower(called COLLATE "C") IN ('hour', 'hours', 'h', '小时') THEN 'hour'
        WHEN lower(called COLLATE "C") IN ('minute', 'minutes', '分钟') THEN 'minute'
        WHEN lower(called COLLATE "C") IN ('second', 'seconds', 's', '秒') THEN 'second'
    END
$$;

-- Months in a unit that has whole months; NULL for the others.
CREATE OR REPLACE FUNCTION fx.unit_months(unit text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE unit WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 END
$$;

-- Milliseconds in a unit that always has as many; NULL for the others.
CREATE OR REPLACE FUNCTION fx.unit_milliseconds(unit text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE unit WHEN 'hour' THEN 3600000 WHEN 'minute' THEN 60000 WHEN 'second' THEN 1000 END
$$;

-- Days in a unit that has whole days; NULL for the others.
CREATE OR REPLACE FUNCTION fx.unit_days(unit text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE unit WHEN 'day' THEN 1 WHEN 'week' THEN 7 END
$$;

CREATE OR REPLACE FUNCTION fx.dateadd(day date, n numeric, called text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unit text := fx.unit(called);
    months int := fx.unit_months(unit);
BEGIN
    IF months IS NULL THEN
        RETURN fx.add_days(day, trunc(n) * fx.unit_days(unit));
    END IF;
    RETURN fx.add_months(day, trunc(n) * months, false);
END
$$;

CREATE OR REPLACE FUNCTION fx.dateadd(moment timestamptz, n numeric, called text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    length numeric := fx.unit_milliseconds(fx.unit(called));
    clock timestamp;
BEGIN
    IF length IS NULL THEN
        clock := fx.local(moment, zone);
        RETURN fx.moment(fx.dateadd(clock::date, n, called) + clock::time, zone);
    END IF;
    RETURN fx.add_milliseconds(moment, round(fx.digits(n * length, 39)));
END
$$;

CREATE OR REPLACE FUNCTION fx.datedif(a timestamp, b timestamp, called text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unit text := fx.unit(called);
    months int := fx.unit_months(unit);
BEGIN
    IF months IS NULL THEN
        RETURN div(extract(epoch FROM b - a), 86400 * fx.unit_days(unit));
    END IF;
    RETURN div(fx.months_between(a, b), months);
END
$$;

CREATE OR REPLACE FUNCTION fx.datedif(a timestamptz, b timestamptz, called text, zone text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    length numeric := fx.unit_milliseconds(fx.unit(called));
BEGIN
    IF length IS NULL THEN
        RETURN fx.datedif(fx.local(a, zone), fx.local(b, zone), called);
    END IF;
    RETURN div((extract(epoch FROM b) - extract(epoch FROM a)) * 1000, length);
END
$$;

CREATE OR REPLACE FUNCTION fx.startof(day date, called text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unit text := fx.unit(called);
BEGIN
    IF COALESCE(fx.unit_days(unit), fx.unit_months(unit)) IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN date_trunc(unit, day::timestamp)::date;
END
$$;

CREATE OR REPLACE FUNCTION fx.endof(day date, called text) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unit text := fx.unit(called);
BEGIN
    RETURN fx.kept_date((fx.startof(day, called)::timestamp + make_interval(
        days => COALESCE(fx.unit_days(unit), 0), months => COALESCE(fx.unit_months(unit), 0)
    ))::date - 1);
END
$$;

CREATE OR REPLACE FUNCTION fx.startof(moment timestamptz, called text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    unit text := fx.unit(called);
    clock timestamp := fx.local(moment, zone);
BEGIN
    IF fx.unit_milliseconds(unit) IS NULL THEN
        RETURN fx.moment(fx.startof(clock::date, called)::timestamp, zone);
    END IF;
    RETURN timezone('UTC', fx.kept_local(timezone('UTC', moment) - (clock - date_trunc(unit, clock))));
END
$$;

CREATE OR REPLACE FUNCTION fx.endof(moment timestamptz, called text, zone text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    length numeric := fx.unit_milliseconds(fx.unit(called));
    final date;
BEGIN
    IF length IS NULL THEN
        final := fx.endof(fx.local(moment, zone)::date, called);
        IF final = DATE '9999-12-31' THEN
            RETURN fx.moment(final + TIME '23:59:59.999', zone);
        END IF;
        RETURN fx.add_milliseconds(fx.moment(fx.add_days(final, 1)::timestamp, zone), -1);
    END IF;
    RETURN fx.add_milliseconds(fx.startof(moment, called, zone), length - 1);
END
$$;

-- Working days -----------------------------------------------------------------------------------

-- Days are counted here from 1 for 0001-01-01, a Monday. `off` and `worked` are sorted and have no day twice.
CREATE OR REPLACE FUNCTION fx.worked_until(number int, off int[], worked int[]) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT number / 7 * 5 + least(mod(number, 7), 5) - width_bucket(number, off) + width_bucket(number, worked)
$$;

CREATE OR REPLACE FUNCTION fx.workdays(a date, b date, off int[], worked int[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    first int := least(a, b) - DATE '0001-01-01' + 1;
    final int := greatest(a, b) - DATE '0001-01-01' + 1;
    total int;
BEGIN
    IF a IS NULL OR b IS NULL THEN
        RETURN NULL;
    END IF;
    total := fx.worked_until(final, off, worked) - fx.worked_until(first - 1, off, worked);
    RETURN CASE WHEN b < a THEN -total ELSE total END;
END
$$;

-- Work that is done until a day never becomes less from day to day, so the day is found by halving.
CREATE OR REPLACE FUNCTION fx.add_workdays(day date, n numeric, off int[], worked int[]) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    start int := day - DATE '0001-01-01' + 1;
    steps int;
    wanted int;
    low int := 0;
    high int := 3652059;
    middle int;
BEGIN
    IF day IS NULL OR n IS NULL OR n <= -3652060 OR n >= 3652060 THEN
        RETURN NULL;
    END IF;
    steps := trunc(n)::int;
    IF steps = 0 THEN
        RETURN day;
    END IF;
    wanted := steps + CASE
        WHEN steps > 0 THEN fx.worked_until(start, off, worked)
        ELSE fx.worked_until(start - 1, off, worked) + 1
    END;
    IF wanted < 1 OR wanted > fx.worked_until(high, off, worked) THEN
        RETURN NULL;
    END IF;
    WHILE high - low > 1 LOOP
        middle := (low + high) / 2;
        IF fx.worked_until(middle, off, worked) >= wanted THEN
            high := middle;
        ELSE
            low := middle;
        END IF;
    END LOOP;
    RETURN DATE '0001-01-01' + high - 1;
END
$$;

-- Durations --------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION fx.two_digits(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN n < 10 THEN '0' || n::text ELSE n::text END
$$;

CREATE OR REPLACE FUNCTION fx.formatduration(seconds numeric, days boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    whole numeric := trunc(abs(seconds));
    hours numeric := div(whole, 3600);
BEGIN
    RETURN CASE WHEN trunc(seconds) < 0 THEN '-' ELSE '' END
        || CASE WHEN days THEN fx.two_digits(div(hours, 24)) || ':' WHEN NOT days THEN '' END
        || fx.two_digits(CASE WHEN days THEN mod(hours, 24) ELSE hours END)
        || ':' || fx.two_digits(mod(div(whole, 60), 60)) || ':' || fx.two_digits(mod(whole, 60));
END
$$;
