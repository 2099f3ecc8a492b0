-- One row per symbol and session, from what was known at that session's close.
-- The dialect is what DuckDB and Spark share; `percentile` is the exact one, over a window frame.
WITH bar AS (
  SELECT
    symbol,
    date,
    ln(close / lag(close) OVER history) AS return_1,
    ln(open / lag(close) OVER history) AS gap,
    ln(high / low) AS range,
    CASE WHEN high > low THEN (close - low) / (high - low) ELSE 0.5 END AS close_location,
    close,
    volume,
    weekday
  FROM bars
  WINDOW history AS (PARTITION BY symbol ORDER BY date)
),
windowed AS (
  SELECT
    *,
    ln(close / lag(close, 5) OVER history) AS return_5,
    ln(close / lag(close, 20) OVER history) AS return_20,
    stddev_samp(return_1) OVER last_5 AS volatility_5,
    stddev_samp(return_1) OVER last_20 AS volatility_20,
    stddev_samp(return_1) OVER last_60 AS volatility_60,
    avg(range) OVER last_3 AS range_3,
    avg(range) OVER last_5 AS range_5,
    avg(range) OVER last_10 AS range_10,
    avg(range) OVER last_20 AS range_20,
    nullif(percentile(range, 0.5) OVER last_60, 0) AS median_range_60,
    avg(volume) OVER last_5 AS volume_5,
    avg(volume) OVER last_20 AS volume_20,
    avg(volume) OVER last_60 AS volume_60,
    count(*) OVER last_60 AS sessions
  FROM bar
  WINDOW
    history AS (PARTITION BY symbol ORDER BY date),
    last_3 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 2 PRECEDING AND CURRENT ROW),
    last_5 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 4 PRECEDING AND CURRENT ROW),
    last_10 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 9 PRECEDING AND CURRENT ROW),
    last_20 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 19 PRECEDING AND CURRENT ROW),
    last_60 AS (PARTITION BY symbol ORDER BY date ROWS BETWEEN 59 PRECEDING AND CURRENT ROW)
),
-- `session` is the first session at whose close a headline was known; whole numbers add up to the same in any order
headlines AS (
  SELECT symbol, session, count(*) AS headlines, sum(CAST(round(sentiment * 10000) AS BIGINT)) AS sentiment
  FROM news
  GROUP BY symbol, session
)
SELECT
  t.symbol,
  t.date,
  t.return_1,
  t.return_5,
  t.return_20,
  abs(t.return_1) / nullif(t.volatility_60, 0) AS absolute_return,
  abs(t.gap) / nullif(t.volatility_60, 0) AS overnight_gap,
  t.close_location,
  t.volatility_5,
  t.volatility_20,
  t.volatility_60,
  ln(nullif(t.range, 0) / t.median_range_60) AS relative_range_1,
  ln(nullif(t.range_3, 0) / t.median_range_60) AS relative_range_3,
  ln(nullif(t.range_5, 0) / t.median_range_60) AS relative_range_5,
  ln(nullif(t.range_10, 0) / t.median_range_60) AS relative_range_10,
  ln(nullif(t.range_20, 0) / t.median_range_60) AS relative_range_20,
  ln(nullif(CAST(t.volume AS DOUBLE), 0) / nullif(t.volume_20, 0)) AS volume_surprise,
  ln(nullif(t.volume_5, 0) / nullif(t.volume_60, 0)) AS volume_trend,
  coalesce(sum(h.headlines) OVER recent, 0) AS news_count_5,
  sum(h.sentiment) OVER recent / 10000.0 / nullif(sum(h.headlines) OVER recent, 0) AS news_sentiment_5,
  t.weekday
FROM windowed t
LEFT JOIN headlines h ON h.symbol = t.symbol AND h.session = t.date
WHERE t.sessions = 60
WINDOW recent AS (PARTITION BY t.symbol ORDER BY t.date ROWS BETWEEN 4 PRECEDING AND CURRENT ROW)
ORDER BY t.date, t.symbol
