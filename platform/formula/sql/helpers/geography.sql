-- The distance of two places along the surface of the earth, by the haversine formula, in doubles as Python computes it.
CREATE OR REPLACE FUNCTION fx.distance(lat1 numeric, lon1 numeric, lat2 numeric, lon2 numeric, unit text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT ((2 * 6371.009::float8 * asin(least(1.0::float8, sqrt(
            power(sin((radians(lat2::float8) - radians(lat1::float8)) / 2), 2)
            + cos(radians(lat1::float8)) * cos(radians(lat2::float8))
              * power(sin((radians(lon2::float8) - radians(lon1::float8)) / 2), 2)))))
          / CASE unit WHEN 'mi' THEN 1.609344::float8 WHEN 'km' THEN 1.0::float8 END)::text::numeric
$$;
