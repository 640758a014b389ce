/** Formats of RFC 3339 (2020-12 validation, section 7.3.1): `date`, `time`, `date-time`, `duration`. */

/** The number of `count` digits at `at`, or -1. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether ten characters at `at` are a day of the calendar (RFC 3339 section 5.6 `full-date`). */
function isDateAt(text: string, at: number): boolean {
  const year = digits(text, at, 4);
  const month = digits(text, at + 5, 2);
  const day = digits(text, at + 8, 2);
  if (year < 0 || text[at + 4] !== "-" || text[at + 7] !== "-" || day < 1) return false;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0));
}

/** Whether the rest from `at` is a `full-time`; a leap second only where it is 23:59:60 UTC. */
function isTimeAt(text: string, at: number): boolean {
  const hour = digits(text, at, 2);
  const minute = digits(text, at + 3, 2);
  const second = digits(text, at + 6, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  if (text[at + 2] !== ":" || text[at + 5] !== ":") return false;
  let next = at + 8;
  if (text[next] === ".") {
    const start = (next += 1);
    while (digits(text, next, 1) >= 0) next += 1;
    if (next === start) return false;
  }
  const offset = readOffset(text, next);
  if (offset === null) return false;
  const utcMinute = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440;
  return second < 60 || utcMinute === 1439;
}

/** Minutes east of UTC of the `time-offset` that the rest of the text is, or null. */
function readOffset(text: string, at: number): number | null {
  const mark = text[at];
  if (mark === "Z" || mark === "z") return text.length === at + 1 ? 0 : null;
  if ((mark !== "+" && mark !== "-") || text.length !== at + 6 || text[at + 3] !== ":") return null;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null;
  return (hours * 60 + minutes) * (mark === "-" ? -1 : 1);
}

export function isDate(text: string): boolean {
  return text.length === 10 && isDateAt(text, 0);
}

export function isTime(text: string): boolean {
  return isTimeAt(text, 0);
}

export function isDateTime(text: string): boolean {
  return (text[10] === "T" || text[10] === "t") && isDateAt(text, 0) && isTimeAt(text, 11);
}

/** ISO 8601 duration (RFC 3339 appendix A): units in order, none twice, weeks alone. */
export function isDuration(text: string): boolean {
  if (text[0] !== "P") return false;
  let at = 1;
  const units = (allowed: string): number => {
    let count = 0;
    let from = 0;
    for (;;) {
      const start = at;
      while (digits(text, at, 1) >= 0) at += 1;
      if (at === start) return count;
      const unit = allowed.indexOf(text[at] ?? " ", from);
      if (unit < 0) return -1;
      // Appendix A lets a unit be left out only at the ends: `P1Y2D` has no month and is not a duration.
      if (count > 0 && unit !== from) return -1;
      from = unit + 1;
      at += 1;
      count += 1;
    }
  };
  if (text.endsWith("W")) return units("W") === 1 && at === text.length;
  const days = units("YMD");
  if (days < 0) return false;
  if (text[at] === "T") {
    at += 1;
    if (units("HMS") < 1) return false;
  } else if (days === 0) return false;
  return at === text.length;
}
