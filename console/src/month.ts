// Months as they are counted: of days in UTC.

const DAY = "2026-03-01".length;

/** The first and the last day of a month: of this one up to today, or of the one before. */
export function monthOf(now: Date, isPast: boolean): { from: string; to: string } {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const day = (instant: number) => new Date(instant).toISOString().slice(0, DAY);
  return isPast
    ? { from: day(Date.UTC(year, month - 1, 1)), to: day(Date.UTC(year, month, 0)) }
    : { from: day(Date.UTC(year, month, 1)), to: day(now.getTime()) };
}

/** "March 2026". */
export function monthInWords(day: string): string {
  return new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
