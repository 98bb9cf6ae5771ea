// On a computer that others use too, a page does not stay open after its sign-in has ended (web/accounts/sessions.py).
// While somebody types, the server is asked once a minute whether she is signed in, which keeps her signed in.
const { idle, source, signIn } = document.body.dataset;
const ASKED_EVERY = 60000;
const LOOKED_EVERY = 15000;
const LONGEST = Number(idle) * 1000 + ASKED_EVERY + 2 * LOOKED_EVERY;
let active = Date.now();
let asked = Date.now();

const leave = () => location.replace(`${signIn}?next=${encodeURIComponent(location.pathname + location.search)}`);

async function look() {
  const now = Date.now();
  // The last question to the server is older than its limit now, so the sign-in has ended there too.
  if (now - active >= LONGEST) return leave();
  if (active <= asked || now - asked < ASKED_EVERY) return;
  asked = now;
  try {
    if ((await fetch(source)).status === 401) leave();
  } catch { /* no network: what is typed stays */ }
}

if (idle) {
  for (const kind of ["input", "keydown", "pointerdown", "scroll"])
    addEventListener(kind, () => { active = Date.now(); }, { capture: true, passive: true });
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOKED_EVERY);
}
