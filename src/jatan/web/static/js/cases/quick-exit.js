// Leaving quickly: the page is gone at once, the sign-out follows, and the back button leads nowhere.
// Without a script the form does the same, only slower. Nothing can erase what the browser has kept in its history.
const SOON = 600;
const form = document.querySelector("form[data-leave]");

if (form) {
  let pressed = 0;
  const leave = () => {
    sessionStorage.clear();
    document.body.hidden = true;
    document.title = "";
    const sent = fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true, redirect: "manual" });
    sent.finally(() => location.replace(form.dataset.leave));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (event.timeStamp - pressed < SOON) leave();
    pressed = event.timeStamp;
  });
}
