-- 1 where the next session closes higher; unknown for a symbol's last session.
WITH bar AS (
  SELECT symbol, date, close, lead(close) OVER (PARTITION BY symbol ORDER BY date) AS next_close FROM bars
)
SELECT symbol, date, CASE WHEN next_close > close THEN 1.0 ELSE 0.0 END AS label
FROM bar
WHERE next_close IS NOT NULL
ORDER BY date, symbol
