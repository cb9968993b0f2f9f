// A control while the app is asked: on its way, and whether it failed.

/** Run `action`; the control shows it is on its way, and keeps a mark with the reason if it fails. */
export async function busy(control, action) {
  control.setAttribute("aria-busy", "true");
  control.classList.remove("failed");
  try {
    await action();
  } catch (error) {
    control.classList.add("failed");
    control.title = error.message;
  } finally {
    control.removeAttribute("aria-busy");
  }
}
