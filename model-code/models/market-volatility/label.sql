-- 1 where the next session's range exceeds the median of the trailing 60; unknown for a symbol's last session.
WITH bar AS (
  SELECT symbol, date, ln(high / low) AS range FROM bars
),
windowed AS (
  SELECT
    symbol,
    date,
    lead(range) OVER (PARTITION BY symbol ORDER BY date) AS next_range,
    percentile(range, 0.5) OVER last_60 AS median_range_60,
    count(*) OVER last_60 AS sessions
  FROM bar
  WINDOW last_60 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 59 PRECEDING AND CURRENT ROW)
)
SELECT symbol, date, CASE WHEN next_range > median_range_60 THEN 1.0 ELSE 0.0 END AS label
FROM windowed
WHERE sessions = 60 AND next_range IS NOT NULL
ORDER BY date, symbol
