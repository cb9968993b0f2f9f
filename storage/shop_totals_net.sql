SELECT
  COALESCE(SUM(CAST("t5"."customer_id" IS NOT NULL AS INTEGER)), 0) AS "customers",
  COALESCE(SUM("t5"."frequency") FILTER(WHERE
    "t5"."customer_id" IS NOT NULL), 0) AS "orders",
  COALESCE(SUM("t5"."purchase_lines") FILTER(WHERE
    "t5"."customer_id" IS NOT NULL), 0) AS "lines",
  CAST(COALESCE(SUM("t5"."spent_cents") FILTER(WHERE
    "t5"."customer_id" IS NOT NULL), 0) AS REAL) / 100 AS "revenue",
  MIN("t5"."first_order") FILTER(WHERE
    "t5"."customer_id" IS NOT NULL) AS "first_order",
  MAX("t5"."last_order") FILTER(WHERE
    "t5"."customer_id" IS NOT NULL) AS "last_order",
  COALESCE(SUM(CAST("t5"."customer_id" IS NOT NULL AS INTEGER)), 0) AS "customers_all",
  COALESCE(SUM("t5"."frequency"), 0) AS "orders_all",
  COALESCE(SUM("t5"."purchase_lines"), 0) AS "lines_all",
  CAST(COALESCE(SUM("t5"."spent_cents"), 0) AS REAL) / 100 AS "revenue_all",
  MIN("t5"."first_order") AS "first_order_all",
  MAX("t5"."last_order") AS "last_order_all"
FROM (
  SELECT
    "t4"."customer_id",
    "t4"."frequency",
    "t4"."first_order",
    "t4"."last_order",
    "t4"."last_named",
    "t4"."purchase_lines",
    "t4"."units",
    "t4"."purchase_cents",
    "t4"."returned_cents",
    MAX("t4"."purchase_cents" - "t4"."returned_cents", 0) AS "spent_cents"
  FROM (
    SELECT
      "t3"."customer_id",
      COUNT(*) FILTER(WHERE
        "t3"."purchase_lines" > 0) AS "frequency",
      MIN("t3"."ordered_at") FILTER(WHERE
        "t3"."purchase_lines" > 0) AS "first_order",
      MAX("t3"."ordered_at") FILTER(WHERE
        "t3"."purchase_lines" > 0) AS "last_order",
      MAX("t3"."ordered_at") FILTER(WHERE
        (
          "t3"."purchase_lines" > 0
        ) AND (
          "t3"."country" IS NOT NULL
        )) AS "last_named",
      SUM("t3"."purchase_lines") AS "purchase_lines",
      CAST(ROUND(SUM("t3"."units"), 3) AS REAL) AS "units",
      SUM("t3"."purchase_cents") AS "purchase_cents",
      SUM("t3"."returned_cents") AS "returned_cents"
    FROM (
      SELECT
        *
      FROM "orders" AS "t0"
      WHERE
        CAST(CAST(STRFTIME('%s', "t0"."ordered_at") AS INTEGER) AS INTEGER) < (
          (
            SELECT
              CAST(FLOOR(
                CAST((
                  CAST(CAST(STRFTIME('%s', MAX("t1"."ordered_at")) AS INTEGER) AS INTEGER)
                ) AS REAL) / (
                  86400
                )
              ) AS INTEGER) + 1 AS "days"
            FROM (
              SELECT
                *
              FROM "orders" AS "t0"
              WHERE
                "t0"."purchase_lines" > 0
            ) AS "t1"
          ) * 86400
        )
    ) AS "t3"
    GROUP BY
      1
  ) AS "t4"
  WHERE
    "t4"."frequency" > 0
) AS "t5"
