// Talking to the workspace server: requests, uploads with progress, and the live stream.

export class ApiError extends Error {}

const UNREACHABLE = "The workspace can't be reached. Is it still running?";

async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError(UNREACHABLE);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok || body === null) {
    throw new ApiError(body?.error ?? `The workspace answered with status ${response.status}.`);
  }
  if (body.ok === false && !body.errors) throw new ApiError(body.error ?? "That didn't work.");
  return body;
}

const get = (path, query) => request(`${path}?${new URLSearchParams(query)}`);

const post = (path, body) =>
  request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const bootstrap = (user) => get("/ui/bootstrap", user ? { user } : {});

export const history = (user, channel, threadTs) =>
  get("/ui/history", { user, channel, ...(threadTs ? { thread_ts: threadTs } : {}) });

export const sendMessage = (message) => post("/ui/message", message);
export const runCommand = (command) => post("/ui/command", command);
export const sendAction = (action) => post("/ui/action", action);
export const submitView = (submission) => post("/ui/view/submit", submission);
export const closeView = (closing) => post("/ui/view/close", closing);
export const stopSession = (session) => post("/ui/session/stop", session);
export const useShortcut = (choice) => post("/ui/shortcut", choice);
export const suggest = (query) => post("/ui/suggest", query);
export const openHome = (user) => post("/ui/home", { user });
export const openMessages = (user) => post("/ui/home", { user, tab: "messages" });
export const changeChannel = (change) => post("/ui/channel", change);

/** Upload files; `onProgress` hears a share between 0 and 1. Resolves to {ok, files}. */
export function upload(fields, files, onProgress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) if (value) form.append(name, value);
  for (const file of files) form.append("file", file, file.name);
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open("POST", "/ui/upload");
    call.responseType = "json";
    call.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    call.onload = () => {
      const body = call.response;
      if (call.status < 400 && body?.ok !== false) resolve(body);
      else reject(new ApiError(body?.error ?? `The upload failed with status ${call.status}.`));
    };
    call.onerror = () => reject(new ApiError(UNREACHABLE));
    call.send(form);
  });
}

const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 5000;

/**
 * Keep a stream open for one person. `onFrame` hears every frame, `onStatus` hears
 * "open", "lost" and, after a gap in which frames may have been missed, "reopened".
 */
export function openStream(user, onFrame, onStatus) {
  let wait = FIRST_RETRY_MS;
  let opened = false;

  const connect = () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(
      `${scheme}://${location.host}/ui/stream?user=${encodeURIComponent(user)}`,
    );
    socket.onopen = () => {
      wait = FIRST_RETRY_MS;
      onStatus(opened ? "reopened" : "open");
      opened = true;
    };
    socket.onmessage = (event) => onFrame(JSON.parse(event.data));
    socket.onclose = () => {
      onStatus("lost");
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    };
  };
  connect();
}
