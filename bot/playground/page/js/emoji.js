// Emoji that Slack writes as names; others are shown by their name.

export const EMOJI_NAME = ":[a-z0-9_+\\-]+:";

const KNOWN = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", bulb: "💡", clap: "👏", blush: "😊",
  fire: "🔥", grinning: "😀", heart: "❤️", joy: "😂", memo: "📝", microphone: "🎤", pray: "🙏",
  rocket: "🚀", star: "⭐", star2: "🌟", tada: "🎉", warning: "⚠️", wave: "👋", eyes: "👀",
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", calendar: "📅", clock9: "🕘", lock: "🔒",
  mag: "🔍", movie_camera: "🎥", newspaper: "📰", sparkles: "✨", speech_balloon: "💬", tv: "📺",
  point_right: "👉", question: "❓", bar_chart: "📊", trophy: "🏆", wastebasket: "🗑️", pencil2: "✏️",
};

/** The sign for a name with its colons, or the name where it is not known. */
export function emoji(name) {
  return KNOWN[name.replaceAll(":", "")] ?? name;
}
