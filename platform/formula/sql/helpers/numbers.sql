-- Numbers. Every function answers for all arguments: NULL where the Python code refuses.
-- No function catches exceptions: a subtransaction would fail in parallel workers.

-- A number that can be kept: formulas know none of 64 digits or more before the point.
CREATE OR REPLACE FUNCTION fx.kept(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs(x) < 1e64 THEN x END $$;

-- A number with `n` significant digits. In PL/pgSQL, as is whatever needs an argument several times: what SQL inlines
-- computes it as often.
CREATE OR REPLACE FUNCTION fx.digits(x numeric, n integer) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    IF abs(x) >= 1 THEN
        RETURN round(x, n - length(trunc(abs(x))::text));
    ELSIF x = 0 THEN
        RETURN 0;
    END IF;
    RETURN round(x, n - 2 + length(abs(x)::text) - length(ltrim(abs(x)::text, '0.')));
END
$$;

-- One step of arithmetic as formulas reckon, to the last digit: with 39 digits, a half away from zero. What cannot be
-- computed, as a quotient of zero or what is too large, is NaN, and stays it whatever is done with it.
CREATE OR REPLACE FUNCTION fx.reckoned(a numeric, sign text, b numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    x numeric;
    places integer := 50;
BEGIN
    IF a IS NULL OR b IS NULL THEN
        RETURN CASE WHEN a = 'NaN' THEN a END;
    ELSIF sign = '/' THEN
        IF b = 0 THEN
            RETURN 'NaN';
        ELSIF a = 0 THEN
            RETURN 0;
        END IF;
        -- A whole number of at least 40 digits, cut off and not rounded: so it is rounded once only.
        x := div(a * 1e50, b);
        WHILE abs(x) < 1e39 AND places < 6200 LOOP
            places := places + 50;
            x := div(a * ('1e' || places)::numeric, b);
        END LOOP;
        x := round(x * ('1e-' || places)::numeric, places + 39 - length(abs(x)::text));
    ELSE
        x := CASE sign WHEN '+' THEN a + b WHEN '-' THEN a - b ELSE a * b END;
        IF scale(x) > 19 OR abs(x) >= 1e19 THEN
            x := fx.digits(x, 39);
        END IF;
    END IF;
    RETURN CASE WHEN abs(x) < 1e64 THEN x ELSE 'NaN' END;
END
$$;

-- The sum, and the mean, of all numbers that are there, reckoned in the same way.
CREATE OR REPLACE FUNCTION fx.total(given numeric[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    one numeric;
    found numeric := 0;
BEGIN
    FOREACH one IN ARRAY given LOOP
        IF one IS NOT NULL THEN
            found := fx.reckoned(found, '+', one);
        END IF;
    END LOOP;
    RETURN found;
END
$$;

CREATE OR REPLACE FUNCTION fx.mean(given numeric[]) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN fx.reckoned(fx.total(given), '/', nullif(cardinality(array_remove(given, NULL)), 0));
END
$$;

-- An inexact number, but zero where everybody sees zero.
CREATE OR REPLACE FUNCTION fx.zeroed(x numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN CASE WHEN round(x, 18) = 0 THEN 0 ELSE x END;
END
$$;

-- The decimal places that an argument asks for, within what can matter.
CREATE OR REPLACE FUNCTION fx.places(d numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN d >= 64 THEN 64 WHEN d <= -64 THEN -64 ELSE trunc(d)::integer END $$;

CREATE OR REPLACE FUNCTION fx.round(x numeric, d numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN CASE
        WHEN d >= 64 THEN x
        WHEN d >= 0 THEN round(x, fx.places(d))
        WHEN d <= -64 THEN 0
        ELSE fx.kept(round(x, fx.places(d)))
    END;
END
$$;

CREATE OR REPLACE FUNCTION fx.round_down(x numeric, d numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN CASE WHEN d >= 64 THEN x ELSE trunc(x, fx.places(d)) END;
END
$$;

CREATE OR REPLACE FUNCTION fx.round_up(x numeric, d numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN CASE
        WHEN d >= 64 OR x = trunc(x, fx.places(d)) THEN x
        WHEN d > -64 THEN
            fx.kept(trunc(x, fx.places(d)) + sign(x) * ('1e' || (-fx.places(d))::text)::numeric)
    END;
END
$$;

-- Upstream's ROUND: nothing is rounded up beyond a number's own digits, so 6 has no tens.
CREATE OR REPLACE FUNCTION fx.round_own_digits(x numeric, d numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN CASE
        WHEN d <= -1 AND length(trunc(abs(x))::text) <= -fx.places(d) THEN 0
        ELSE fx.round(x, d)
    END;
END
$$;

-- The multiple of a step that is next on the way to zero, or away from it.
CREATE OR REPLACE FUNCTION fx.step_down(x numeric, step numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
BEGIN
    RETURN nullif(fx.reckoned(x, '-', mod(x, nullif(step, 0))), 'NaN');
END
$$;

CREATE OR REPLACE FUNCTION fx.step_up(x numeric, step numeric) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
    rest numeric := mod(x, nullif(step, 0));
BEGIN
    IF rest = 0 THEN
        RETURN x;
    END IF;
    RETURN nullif(fx.reckoned(fx.reckoned(x, '-', rest), '+', sign(x) * abs(step)), 'NaN');
END
$$;

-- A number as a double, and back with its shortest digits: a direct cast keeps only 15 of them.
-- The cast fails below the smallest double and above the largest.
CREATE OR REPLACE FUNCTION fx.double(x numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN abs(x) < 3e-324 THEN 0::double precision
    WHEN abs(x) < 1e64 THEN x::double precision
END
$$;

CREATE OR REPLACE FUNCTION fx.number(x double precision) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT x::text::numeric $$;

CREATE OR REPLACE FUNCTION fx.sqrt(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN fx.double(x) >= 0 THEN fx.number(sqrt(fx.double(x))) END $$;

-- Below the first border a double is zero, which PostgreSQL takes for an error.
CREATE OR REPLACE FUNCTION fx.exp(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN x < -745.13 THEN x * 0
    WHEN x < 148 THEN fx.kept(fx.number(exp(fx.double(x))))
END
$$;

CREATE OR REPLACE FUNCTION fx.ln(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN fx.double(x) > 0 THEN fx.number(ln(fx.double(x))) END $$;

CREATE OR REPLACE FUNCTION fx.log(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN fx.double(x) > 0 THEN fx.number(log(fx.double(x))) END $$;

-- The same as a double. It guards itself: PostgreSQL computes constant parts of an expression that it never reaches.
CREATE OR REPLACE FUNCTION fx.double_ln(x numeric) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN fx.double(x) > 0 THEN ln(fx.double(x)) END $$;

-- With 15 digits: the last one of a quotient of doubles is not sure.
CREATE OR REPLACE FUNCTION fx.logn(x numeric, base numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN fx.double(x) > 0 AND fx.double(base) > 0 THEN
        fx.digits(fx.number(fx.double_ln(x) / nullif(fx.double_ln(base), 0)), 15)
END
$$;

CREATE OR REPLACE FUNCTION fx.sin(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT fx.number(sin(fx.double(x))) $$;

CREATE OR REPLACE FUNCTION fx.cos(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT fx.number(cos(fx.double(x))) $$;

CREATE OR REPLACE FUNCTION fx.tan(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT fx.number(tan(fx.double(x))) $$;

CREATE OR REPLACE FUNCTION fx.asin(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs(fx.double(x)) <= 1 THEN fx.number(asin(fx.double(x))) END $$;

CREATE OR REPLACE FUNCTION fx.acos(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs(fx.double(x)) <= 1 THEN fx.number(acos(fx.double(x))) END $$;

CREATE OR REPLACE FUNCTION fx.atan(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT fx.number(atan(fx.double(x))) $$;

CREATE OR REPLACE FUNCTION fx.atan2(y numeric, x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT fx.number(atan2(fx.double(y), fx.double(x))) $$;

-- The decimal logarithm of a number's size. Doubles next to 1 are too coarse for it.
CREATE OR REPLACE FUNCTION fx.size(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN abs(abs(x) - 1) < 1e-8 THEN (abs(x) - 1) * 0.4342944819032518
    ELSE fx.log(abs(x))
END
$$;

-- x to a whole power with `n` digits, within 1e-64 and 1e64. Not in SQL, which would compute the power several times.
CREATE OR REPLACE FUNCTION fx.whole_power(x numeric, y numeric, n integer) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
AS $$
DECLARE
    size numeric;
    found numeric;
BEGIN
    IF y <> trunc(y) OR x = 0 AND y < 0 THEN
        RETURN NULL;
    ELSIF y = 0 THEN
        RETURN 1;
    ELSIF x = 0 THEN
        RETURN 0;
    END IF;
    size := fx.size(x) * y;
    IF size IS NULL OR abs(size) > 64 THEN
        RETURN NULL;
    END IF;
    -- PostgreSQL gives a power the decimals of its base. More digits are asked for than are kept, as Python does: a last one
    -- that is rounded twice may be another one.
    found := power(round(x, greatest(scale(x), 64 - floor(size)::integer)), y);
    RETURN fx.kept(fx.digits(found, n));
END
$$;

CREATE OR REPLACE FUNCTION fx.power(x numeric, y numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
SELECT CASE
    WHEN y = trunc(y) THEN fx.whole_power(x, y, 39)
    WHEN x = 0 THEN CASE WHEN y > 0 THEN x END
    WHEN x > 0 AND abs(fx.size(x) * y) <= 64 THEN fx.kept(fx.number(power(fx.double(x), fx.double(y))))
END
$$;
