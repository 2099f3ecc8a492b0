/** Minutes as ISO 8601 writes them, and Azure gives them back: 60 are `PT1H`, 90 are `PT1H30M`. */
export function isoMinutes(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return `PT${hours > 0 ? `${hours}H` : ""}${rest > 0 || hours === 0 ? `${rest}M` : ""}`;
}
