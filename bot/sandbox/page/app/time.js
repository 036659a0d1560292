/** Dates and times as people in the partnership read them: always Europe/London. */

const ZONE = "Europe/London";
const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const NUMBERS = new Intl.DateTimeFormat("en-GB", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY_MS = 86_400_000;

function fields(format, instant) {
  return Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, part.value]));
}

/** "Thu 1 Nov 2018". @param {Date} instant */
export function longDate(instant) {
  const part = fields(PARTS, instant);
  return `${part.weekday} ${part.day} ${part.month} ${part.year}`;
}

/** "08:50". @param {Date} instant */
export function clockTime(instant) {
  const part = fields(PARTS, instant);
  return `${part.hour}:${part.minute}`;
}

/** "Thu 1 Nov 2018, 08:50". @param {Date} instant */
export function dateAndTime(instant) {
  return `${longDate(instant)}, ${clockTime(instant)}`;
}

/** "2018-11-01". @param {Date} instant */
export function dayKey(instant) {
  const part = fields(NUMBERS, instant);
  return `${part.year}-${part.month}-${part.day}`;
}

/** "2018-11-01T08:50", the form of a date and time field. @param {Date} instant */
export function wallTime(instant) {
  const part = fields(NUMBERS, instant);
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

function asIfUtc(instant) {
  const part = fields(NUMBERS, instant);
  return Date.UTC(+part.year, +part.month - 1, +part.day, +part.hour, +part.minute, +part.second);
}

/**
 * The instant at which London's clocks show a wall time.
 * @param {string} wall "2018-11-01T08:50"; a time that a clock change skips reads as the hour after
 * @returns {Date}
 */
export function instantOf(wall) {
  const target = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  let guess = target;
  for (let round = 0; round < 2; round += 1) guess += target - asIfUtc(new Date(guess));
  return new Date(guess);
}

function shiftDays(instant, days) {
  const moved = new Date(asIfUtc(instant) + days * DAY_MS);
  return instantOf(moved.toISOString().slice(0, 19));
}

/** The same wall time on the next day. @param {Date} instant */
export function nextDay(instant) {
  return shiftDays(instant, 1);
}

/** The same wall time on the next day from Monday to Friday. @param {Date} instant */
export function nextWorkingDay(instant) {
  const weekday = new Date(asIfUtc(instant)).getUTCDay();
  return shiftDays(instant, { 5: 3, 6: 2 }[weekday] ?? 1);
}

/** One hour on. @param {Date} instant */
export function nextHour(instant) {
  return new Date(instant.getTime() + 3_600_000);
}

const SLACK_FORMATS = {
  date_num: (instant) => dayKey(instant),
  date: (instant) => named(instant, { month: "long", day: "numeric", year: "numeric" }),
  date_short: (instant) => named(instant, { month: "short", day: "numeric", year: "numeric" }),
  date_long: (instant) => named(instant, { weekday: "long", month: "long", day: "numeric", year: "numeric" }),
  date_pretty: (instant, now) => relative(instant, now) ?? SLACK_FORMATS.date(instant),
  date_short_pretty: (instant, now) => relative(instant, now) ?? SLACK_FORMATS.date_short(instant),
  date_long_pretty: (instant, now) => relative(instant, now) ?? SLACK_FORMATS.date_long(instant),
  time: (instant) => clockTime(instant),
  time_secs: (instant) => `${clockTime(instant)}:${fields(PARTS, instant).second}`,
  ago: (instant, now) => ago(instant, now),
};

function named(instant, options) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...options }).format(instant);
}

function relative(instant, now) {
  const days = Math.round((Date.parse(dayKey(instant)) - Date.parse(dayKey(now))) / DAY_MS);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function ago(instant, now) {
  const minutes = Math.round((instant - now) / 60_000);
  const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

/**
 * Slack's date tokens, such as "{date_short_pretty} at {time}".
 * @param {number} seconds Unix seconds
 * @param {string} format
 * @param {Date} now the business time, which "today" is measured from
 * @returns {string|null} null when the format holds no token that is known
 */
export function slackDate(seconds, format, now) {
  const instant = new Date(seconds * 1000);
  if (Number.isNaN(instant.getTime())) return null;
  let known = false;
  const text = format.replace(/\{(\w+)\}/g, (whole, token) => {
    const write = SLACK_FORMATS[token];
    if (!write) return whole;
    known = true;
    return write(instant, now);
  });
  return known ? text : null;
}
