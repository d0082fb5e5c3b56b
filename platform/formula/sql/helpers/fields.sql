-- What fields keep of what a formula gives, as `from_formula` of their types does: NULL where they refuse it.
-- Each is handed the value once, however large the expression is that computes it.

-- A number that is smaller than `too_large`, whatever its sign.
CREATE OR REPLACE FUNCTION fx.field_number(x numeric, too_large numeric) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN abs(x) < too_large THEN x END $$;

-- A moment in milliseconds, without the outermost years.
CREATE OR REPLACE FUNCTION fx.field_moment(moment timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN moment >= '0002-01-01 00:00:00+00' AND moment < '9999-01-01 00:00:00+00'
    THEN timezone('UTC', date_trunc('milliseconds', timezone('UTC', moment))) END
$$;

-- A text without what cannot be seen around it, composed; in one line breaks and tabs become blanks. NULL for none, for one
-- with control characters or more than thirty accents on one letter, and for one with more characters than `longest`.
CREATE OR REPLACE FUNCTION fx.field_text(value text, longest integer, lines boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  clean text := value;
BEGIN
  -- Most texts are letters of these alone, which stay as they are.
  IF value !~ '^[ -~\u3001\u3002\u4e00-\u9fff\uff01-\uff5e]*$' THEN
    clean := CASE
      WHEN lines THEN replace(replace(value, U&'\000d\000a', U&'\000a'), U&'\000d', U&'\000a')
      ELSE regexp_replace(value, '\r\n|[\t\n\r\u2028\u2029]', ' ', 'g')
    END;
    clean := btrim(clean, U&'\0009\000a\000b\000c\000d\001c\001d\001e\001f\0020\0085\00a0\1680\2000\2001\2002\2003\2004'
      '\2005\2006\2007\2008\2009\200a\2028\2029\202f\205f\3000\feff\200b\2060');
    IF clean ~ '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]'
      OR clean ~ '[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}'
    THEN
      RETURN NULL;
    END IF;
    clean := normalize(clean, NFC);
  END IF;
  clean := btrim(clean, ' ');
  RETURN CASE WHEN char_length(clean) BETWEEN 1 AND longest THEN clean END;
END
$$;
