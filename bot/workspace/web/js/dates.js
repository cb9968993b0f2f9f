// Times as the reader sees them: in their own time zone, in Slack's formats.

import { state } from "./state.js";

const DAY_MS = 86_400_000;
const HALF_YEAR_MS = 182 * DAY_MS;

const zone = () => state.me?.tz || undefined;

const format = (date, options) =>
  new Intl.DateTimeFormat("en-US", { timeZone: zone(), ...options }).format(date);

function parts(date) {
  const found = new Intl.DateTimeFormat("en-US", {
    timeZone: zone(),
    year: "numeric",
    month: "long",
    day: "numeric",
    weekday: "long",
  }).formatToParts(date);
  return Object.fromEntries(found.map((part) => [part.type, part.value]));
}

export const fromTs = (ts) => new Date(Number(ts) * 1000);

export const clock = (date) => format(date, { hour: "numeric", minute: "2-digit" });

/** A key that two moments share when they fall on the same day for the reader. */
export const dayKey = (date) => new Intl.DateTimeFormat("en-CA", { timeZone: zone() }).format(date);

function ordinal(day) {
  const number = Number(day);
  const teen = number % 100 > 10 && number % 100 < 14;
  return `${number}${teen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th")}`;
}

function relativeDay(date) {
  const now = Date.now();
  const key = dayKey(date);
  if (key === dayKey(new Date(now))) return "today";
  if (key === dayKey(new Date(now - DAY_MS))) return "yesterday";
  if (key === dayKey(new Date(now + DAY_MS))) return "tomorrow";
  return null;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function dayWithoutFarYear(date) {
  const { month, day, year } = parts(date);
  const near = Math.abs(Date.now() - date) < HALF_YEAR_MS;
  return `${month} ${ordinal(day)}${near ? "" : `, ${year}`}`;
}

function longDay(date) {
  const { weekday, month, day, year } = parts(date);
  return `${weekday}, ${month} ${ordinal(day)}, ${year}`;
}

const shortDay = (date) => format(date, { month: "short", day: "numeric", year: "numeric" });

/** The words on the line between two days of a conversation. */
export function dayDivider(date) {
  const near = relativeDay(date);
  if (near) return capital(near);
  const { weekday, month, day, year } = parts(date);
  const thisYear = year === parts(new Date()).year;
  return `${weekday}, ${month} ${ordinal(day)}${thisYear ? "" : `, ${year}`}`;
}

export const fullMoment = (date) => `${longDay(date)} at ${format(date, { timeStyle: "medium" })}`;

/** "today at 9:30 AM", "November 3rd at 9:30 AM". */
export const looseMoment = (date) =>
  `${relativeDay(date) ?? dayWithoutFarYear(date)} at ${clock(date)}`;

function ago(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  const units = [
    ["year", 31_536_000],
    ["month", 2_592_000],
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ];
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return words.format(Math.trunc(seconds / length), unit);
  }
  return words.format(seconds, "second");
}

const slashDay = (date) => format(date, { year: "numeric", month: "2-digit", day: "2-digit" });

const TOKENS = {
  date_num: dayKey,
  date_slash: slashDay,
  date: dayWithoutFarYear,
  date_long: longDay,
  date_long_full: longDay,
  date_short: shortDay,
  date_pretty: (date) => relativeDay(date) ?? dayWithoutFarYear(date),
  date_long_pretty: (date) => relativeDay(date) ?? longDay(date),
  date_short_pretty: (date) => relativeDay(date) ?? shortDay(date),
  day_divider_pretty: dayDivider,
  time: clock,
  time_secs: (date) => format(date, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** Fill Slack's date tokens; null when the pattern names a token that doesn't exist. */
export function formatTokens(unixSeconds, pattern) {
  const date = new Date(Number(unixSeconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  let unknown = false;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    if (TOKENS[token]) return TOKENS[token](date);
    unknown = true;
    return whole;
  });
  return unknown ? null : text;
}
