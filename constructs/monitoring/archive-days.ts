/** Fewest days that Log Analytics keeps a table. */
const FEWEST_DAYS = 4;
/** Up to two years it counts days, from then on years. */
export const ARCHIVE_YEARS: readonly number[] = [1095, 1460, 1826, 2191, 2556, 2922, 3288, 3653, 4018, 4383];
const MOST_DAYS = 730;

/** The longest time that Log Analytics can keep a table and that is not longer than `days`, but for the fewest. */
export const archivable = (days: number): number =>
  days <= MOST_DAYS ? Math.max(FEWEST_DAYS, days) : (ARCHIVE_YEARS.filter((years) => years <= days).at(-1) ?? MOST_DAYS);
