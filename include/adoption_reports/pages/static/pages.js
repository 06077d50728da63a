// Everything works without this; it saves people reloading, choosing a file twice, and leaving Airflow's frame.
"use strict";

const now = document.getElementById("now");
if (now) {
  const pause = document.querySelector("[data-pause]");
  const url = new URL(now.dataset.refresh, document.baseURI);
  let isPaused = false, seen = now.innerHTML.trim();
  pause.hidden = false;
  document.querySelector("[data-reload]").hidden = true;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", isPaused);
  });
  const show = (html) => {
    if (html.trim() === seen) return;
    seen = html.trim();
    const focused = document.activeElement?.id, left = now.querySelector(".scroll")?.scrollLeft;
    const open = [...now.querySelectorAll("details[open]")].map((one) => one.id);
    now.innerHTML = html;
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    if (left) now.querySelector(".scroll").scrollLeft = left;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };
  const look = async () => {
    let wait = 2000;
    if (!isPaused && !document.hidden) {
      try {
        const answer = await fetch(url, { redirect: "error", credentials: "same-origin" });
        if (answer.ok) show(await answer.text()); else wait = 15000;
      } catch { wait = 15000; }
    }
    setTimeout(look, wait);
  };
  setTimeout(look, 2000);
}

const form = document.querySelector("[data-check]");
if (form) {
  const result = document.getElementById("result"), file = form.elements.file, drop = form.querySelector("[data-drop]");
  const say = (words) => {
    const p = document.createElement("p");
    p.className = "notice";
    p.textContent = words;
    result.replaceChildren(p);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (file.files[0].size > Number(form.dataset.limit)) {
      say(`${file.files[0].name} is too large for this page. Check it with adoption check, or upload it to your folder.`);
      return;
    }
    const buttons = [...form.querySelectorAll("button")], body = new FormData(form, event.submitter);
    buttons.forEach((one) => { one.disabled = true; });
    say(event.submitter?.value === "send" ? "Sending the file…" : "Reading and checking the file…");
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = page.querySelector("#result") ?? page.querySelector("main");
      result.replaceChildren(...found.childNodes);
      result.focus();
    } catch {
      say("The server did not answer. Nothing was stored. Try again.");
    } finally {
      buttons.forEach((one) => { one.disabled = false; });
    }
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragenter" || kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) file.files = event.dataTransfer.files;
    });
  }
}

// Inside Airflow's frame its own addresses belong to the window around us.
if (window.parent !== window) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-airflow]");
    if (!link) return;
    event.preventDefault();
    window.parent.history.pushState(null, "", link.href);
    window.parent.dispatchEvent(new PopStateEvent("popstate"));
  });
}
