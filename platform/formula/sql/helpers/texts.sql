-- Functions on texts. All give a value, or NULL, for all arguments: NULL for no argument, or where the code refuses.
-- A result without any text is '', so that it differs from a refusal. Most are one expression without FROM, which
-- PostgreSQL writes into the query; links are put together in steps, because no step should be reckoned several times.

-- A number of characters: whole, from 0 on, and small enough to be added to another one.
CREATE OR REPLACE FUNCTION fx.count(n numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n >= 1000000000 THEN 1000000000 WHEN n < 1 THEN 0 ELSE trunc(n)::integer END
$$;

-- A position from 1 on.
CREATE OR REPLACE FUNCTION fx.position(n numeric) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n >= 1000000000 THEN 1000000000 WHEN n < 2 THEN 1 ELSE trunc(n)::integer END
$$;

-- A text that is not too long to be kept.
CREATE OR REPLACE FUNCTION fx.fitting(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN char_length(value) <= 32000 THEN value END
$$;

CREATE OR REPLACE FUNCTION fx.to_text(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT value $$;

CREATE OR REPLACE FUNCTION fx.to_text(value numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT trim_scale(value)::text $$;

CREATE OR REPLACE FUNCTION fx.to_text(value boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE WHEN value THEN 'TRUE' WHEN NOT value THEN 'FALSE' END $$;

CREATE OR REPLACE FUNCTION fx.to_text(value date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT to_char(value, 'YYYY-MM-DD') $$;

CREATE OR REPLACE FUNCTION fx.to_text(value timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_char(value AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || 'Z'
$$;

CREATE OR REPLACE FUNCTION fx.to_text(value time) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_char(timestamp '2000-01-01' + value, 'HH24:MI:SS.MS')
$$;

CREATE OR REPLACE FUNCTION fx.mid(value text, start numeric, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT substr(value, fx.position(start), fx.count(n))
$$;

-- Negative positions count from the end; nothing stands before the beginning.
CREATE OR REPLACE FUNCTION fx.substr(value text, start numeric, n numeric DEFAULT 1000000000) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN start > -1 THEN substr(value, fx.position(start), fx.count(n))
    WHEN trunc(start) < -char_length(value) THEN CASE WHEN n IS NOT NULL THEN '' END
    ELSE substr(value, char_length(value) + 1 - fx.count(-start), fx.count(n))
  END
$$;

CREATE OR REPLACE FUNCTION fx.initcap(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN value IS NOT NULL THEN coalesce(string_agg(
    initcap(left(run, 1) COLLATE "und-x-icu")
    || substr(lower(run COLLATE "und-x-icu"), char_length(lower(left(run, 1) COLLATE "und-x-icu")) + 1),
    '' ORDER BY place), '') END
  FROM regexp_matches(value COLLATE "und-x-icu", '[[:alnum:]\u0300-\u0344]+|[^[:alnum:]\u0300-\u0344]+', 'g')
    WITH ORDINALITY AS found(runs, place), LATERAL (SELECT runs[1] AS run) AS one
$$;

-- The language of a locale such as tr-TR.
CREATE OR REPLACE FUNCTION fx.language(locale text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(split_part(replace(locale, '-', '_'), '_', 1) COLLATE "C")
$$;

-- Turkish has an i with and one without a dot; Lithuanian keeps the dot of small letters below accents. What those rules ask
-- for is done before, as PostgreSQL has no collation for a language that is known only when a row is read.
CREATE OR REPLACE FUNCTION fx.upper_in(value text, locale text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT upper(CASE
    WHEN fx.language(locale) IN ('tr', 'az') THEN replace(value, 'i', 'İ')
    WHEN fx.language(locale) = 'lt' THEN regexp_replace(value, '([iIjJįĮ])\u0307', '\1', 'g')
    ELSE value
  END COLLATE "und-x-icu") COLLATE "C"
$$;

CREATE OR REPLACE FUNCTION fx.lower_in(value text, locale text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(CASE
    WHEN fx.language(locale) IN ('tr', 'az') THEN translate(replace(value, U&'I\0307', 'i'), 'Iİ', 'ıi')
    WHEN fx.language(locale) = 'lt' THEN replace(replace(replace(
      regexp_replace(value, '([IJĮ])(?=[\u0300\u0301\u0303])', U&'\005C1\0307', 'g'),
      U&'\00CC', U&'i\0307\0300'), U&'\00CD', U&'i\0307\0301'), U&'\0128', U&'i\0307\0303')
    ELSE value
  END COLLATE "und-x-icu") COLLATE "C"
$$;

-- An amount with the sign of its currency, or its code, and as many decimals as it has: two where `places` says nothing.
CREATE OR REPLACE FUNCTION fx.money(code text, amount numeric, symbols jsonb, places jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN code ~ '^[A-Za-z]{3}$' THEN
    CASE WHEN round(amount, coalesce((places ->> upper(code))::integer, 2)) < 0 THEN '-' ELSE '' END
    || coalesce(symbols ->> upper(code), upper(code) || ' ')
    || to_char(round(abs(amount), coalesce((places ->> upper(code))::integer, 2)),
      'FM' || repeat('999,', 21) || '990'
      || CASE coalesce((places ->> upper(code))::integer, 2) WHEN 0 THEN '' WHEN 2 THEN '.00' ELSE '.000' END)
  END
$$;

-- An ID of 15 characters with three more, each of which tells which of five characters are capital letters.
CREATE OR REPLACE FUNCTION fx.safe_id(record text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN record ~ '^[0-9A-Za-z]{15}$' THEN record || (
    SELECT string_agg(substr('ABCDEFGHIJKLMNOPQRSTUVWXYZ012345', 1 + reverse(substr(bits, place, 5))::bit(5)::integer, 1),
      '' ORDER BY place)
    FROM regexp_replace(regexp_replace(record, '[^A-Z]', '0', 'g'), '[A-Z]', '1', 'g') AS bits,
      unnest(ARRAY[1, 6, 11]) AS place)
  ELSE record END
$$;

-- Texts with a separator between them; NULL among them counts as '' or is left out.
CREATE OR REPLACE FUNCTION fx.textjoin(separator text, skips boolean, texts text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT fx.fitting(CASE
    WHEN skips THEN array_to_string(array_remove(texts, ''), coalesce(separator, ''))
    ELSE array_to_string(texts, coalesce(separator, ''), '')
  END)
$$;

CREATE OR REPLACE FUNCTION fx.rept(value text, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n < 1 THEN left(value, 0)
    WHEN char_length(value) * trunc(n) <= 32000 THEN repeat(value, CASE WHEN value = '' THEN 0 ELSE fx.count(n) END)
  END
$$;

CREATE OR REPLACE FUNCTION fx.substitute(value text, old text, new text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN coalesce(old, '') = '' THEN value
    WHEN char_length(old) >= char_length(coalesce(new, '')) THEN replace(value, old, coalesce(new, ''))
    WHEN char_length(value) + (char_length(value) - char_length(replace(value, old, ''))) / char_length(old)
      * (char_length(new) - char_length(old)) <= 32000 OR strpos(value, old) = 0
    THEN replace(value, old, new)
  END
$$;

-- Only where `old` occurs for the nth time. NULL as n: everywhere.
CREATE OR REPLACE FUNCTION fx.substitute(value text, old text, new text, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN n IS NULL THEN fx.substitute(value, old, new)
    WHEN coalesce(old, '') = '' OR value = '' OR n < 1 OR cardinality(string_to_array(value, old)) <= trunc(n)
    THEN value
    WHEN char_length(old) >= char_length(coalesce(new, ''))
      OR char_length(value) + char_length(new) - char_length(old) <= 32000
    THEN array_to_string((string_to_array(value, old))[1:fx.count(n)], old) || coalesce(new, '')
      || array_to_string((string_to_array(value, old))[fx.count(n) + 1:], old)
  END
$$;

CREATE OR REPLACE FUNCTION fx.replace_at(value text, start numeric, n numeric, new text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT fx.fitting(
    left(value, fx.position(start) - 1) || coalesce(new, '') || substr(value, fx.position(start) + fx.count(n)))
$$;

CREATE OR REPLACE FUNCTION fx.split(value text, separator text, n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN n >= 1 THEN split_part(value, separator, fx.count(n))
    WHEN n <= -1 THEN split_part(value, separator, -fx.count(-n))
    WHEN n IS NOT NULL AND value IS NOT NULL AND separator IS NOT NULL THEN ''
  END
$$;

CREATE OR REPLACE FUNCTION fx.lpad(value text, n numeric, pad text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n < 1 OR pad = '' THEN left(value, 0) WHEN n < 32001 THEN lpad(value, fx.count(n), pad) END
$$;

CREATE OR REPLACE FUNCTION fx.rpad(value text, n numeric, pad text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n < 1 OR pad = '' THEN left(value, 0) WHEN n < 32001 THEN rpad(value, fx.count(n), pad) END
$$;

CREATE OR REPLACE FUNCTION fx.chr(n numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN n >= 1 AND n < 55296 OR n >= 57344 AND n < 1114112 THEN chr(trunc(n)::integer) END
$$;

CREATE OR REPLACE FUNCTION fx.mask(value text, first numeric, last numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN char_length(value) <= fx.count(first) + fx.count(last) THEN repeat('*', char_length(value))
    ELSE left(value, fx.count(first)) || repeat('*', char_length(value) - fx.count(first) - fx.count(last))
      || right(value, fx.count(last))
  END
$$;

CREATE OR REPLACE FUNCTION fx.find(what text, value text, start numeric DEFAULT 1) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN start >= 1 AND what <> '' AND strpos(substr(value, fx.position(start)), what) > 0
    THEN strpos(substr(value, fx.position(start)), what) + fx.position(start) - 1
    ELSE 0
  END::numeric
$$;

-- Without the difference of capital and small letters, character by character.
CREATE OR REPLACE FUNCTION fx.alike(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(lower(replace(value, 'İ', 'i') COLLATE "und-x-icu") COLLATE "C", 'ς', 'σ')
$$;

CREATE OR REPLACE FUNCTION fx.ends(value text, what text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT right(value, char_length(what)) = what $$;

-- A backslash at the end, which PostgreSQL refuses, stands for itself.
CREATE OR REPLACE FUNCTION fx.like(value text, pattern text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN pattern IS NULL THEN false WHEN char_length(pattern) <= 500 THEN coalesce(value, '') LIKE
    CASE WHEN mod(char_length(pattern) - char_length(rtrim(pattern, '\')), 2) = 1 THEN pattern || '\' ELSE pattern END
  END
$$;

-- Rounded to 39 digits, as numbers are in formulas.
CREATE OR REPLACE FUNCTION fx.keep_digits(x numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN abs(x) >= 1 THEN round(x, 39 - char_length(trunc(abs(x))::text))
    WHEN x = 0 THEN x
    ELSE round(x, 39 + char_length(substr(abs(x)::text, 3)) - char_length(ltrim(substr(abs(x)::text, 3), '0')))
  END
$$;

-- One expression without FROM, so that PostgreSQL writes it into the query: that is ten times faster than a call.
CREATE OR REPLACE FUNCTION fx.value(value text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN char_length(value) <= 255
      AND value ~ '^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$'
    THEN CASE
      WHEN abs(value::numeric) >= 1e64 - 5e24 THEN NULL
      WHEN char_length(value) <= 39 THEN value::numeric
      ELSE fx.keep_digits(value::numeric)
    END
  END
$$;

-- A number as people write it: with blanks around it, commas between thousands, a percent sign or full-width signs. Texts
-- that are plain numbers are read without the detour.
CREATE OR REPLACE FUNCTION fx.value_as_people(written text) RETURNS numeric
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  plain text := btrim(translate(written, U&'\FF10\FF11\FF12\FF13\FF14\FF15\FF16\FF17\FF18\FF19\FF0E\FF0C\FF0B\FF0D\FF05\3000',
    U&'0123456789.,+-\0025 '), ' ');
BEGIN
  IF char_length(plain) > 255 OR plain !~ U&'^[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\005C.[0-9]*)?\0025?$' THEN
    RETURN fx.value(plain);
  ELSIF right(plain, 1) = U&'\0025' THEN
    RETURN fx.value(replace(left(plain, -1), ',', '')) * 0.01;
  END IF;
  RETURN fx.value(replace(plain, ',', ''));
END
$$;

CREATE OR REPLACE FUNCTION fx.value_as_written(written text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(fx.value(btrim(written, ' ')), fx.value_as_people(written))
$$;

-- What may stand in a link: no control characters, and one of some schemes or none. The percent sign is written by its
-- number, because drivers take it for a parameter.
CREATE OR REPLACE FUNCTION fx.safe_url(url text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN url !~ '[\x01-\x1f\x7f]' AND btrim(url, ' ') ~* '^((https?|mailto):|[^/?#:]*([/?#]|$))'
    THEN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(btrim(url, ' '),
      ' ', U&'\002520'), '"', U&'\002522'), '''', U&'\002527'), '(', U&'\002528'), ')', U&'\002529'),
      '<', U&'\00253C'), '>', U&'\00253E'), '\', U&'\00255C'), '[', U&'\00255B'), ']', U&'\00255D')
    ELSE '' END
$$;

CREATE OR REPLACE FUNCTION fx.safe_label(label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT replace(replace(replace(label, '\', '\\'), '[', '\['), ']', '\]')
$$;

CREATE OR REPLACE FUNCTION fx.link(url text, label text, target text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  safe text := fx.safe_url(url);
  shown text := fx.safe_label(coalesce(nullif(label, ''), safe));
BEGIN
  IF safe = '' THEN
    RETURN fx.fitting(shown);
  ELSIF target IN ('_self', '_blank', '_parent', '_top') THEN
    RETURN fx.fitting('[' || shown || '](' || safe || ' ' || target || ')');
  END IF;
  RETURN fx.fitting('[' || shown || '](' || safe || ')');
END
$$;

CREATE OR REPLACE FUNCTION fx.image(url text, alt text, height numeric, width numeric) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  safe text := fx.safe_url(url);
  shown text := fx.safe_label(coalesce(alt, ''));
BEGIN
  IF safe = '' OR safe ~* '^mailto:' THEN
    RETURN fx.fitting(shown);
  ELSIF height >= 1 AND height < 10000 AND width >= 1 AND width < 10000 THEN
    RETURN fx.fitting('![' || shown || '](' || safe || ' ' || trunc(height)::text || 'x' || trunc(width)::text || ')');
  END IF;
  RETURN fx.fitting('![' || shown || '](' || safe || ')');
END
$$;
