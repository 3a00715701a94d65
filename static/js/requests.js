/* What a form does while its request is under way, and what the page says when one is lost.
   Without this file everything still works: the server itself refuses a second tap. */
(function () {
  "use strict";
  // ms: a stopped or downloading request must not lock its form for ever; long work says its own.
  var FORGET_AFTER = 15000;

  function tell(form, isSent) {
    form.querySelectorAll("[data-while-sent]").forEach(function (note) {
      note.hidden = !isSent;
      if (isSent) note.dispatchEvent(new Event("sent"));
      // How far it is, as the server was asked: asked no longer.
      else if (note.hasAttribute("hx-get")) note.replaceChildren();
    });
  }

  function release(form) {
    delete form.dataset.sent;
    tell(form, false);
    form.querySelectorAll("[aria-disabled=true]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // Not `disabled`: a disabled button would not send its own name and value.
    form.querySelectorAll("button[type=submit]").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
    tell(form, true);
    setTimeout(release, Number(form.dataset.longest) || FORGET_AFTER, form);
  });

  // The answer to a form may be a file: the page stays, and the server says when it has ended.
  document.addEventListener("selesai", function (event) { release(event.target.closest("form")); });

  // The back button may bring the page back just as it was left.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(release);
  });

  function trouble(kind) {
    var box = document.getElementById("gangguan");
    if (!box) return;
    box.querySelectorAll("[data-trouble]").forEach(function (words) {
      words.hidden = words.dataset.trouble !== kind;
    });
    box.hidden = !kind;
  }

  ["htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.addEventListener(name, function () { trouble("lost"); });
  });
  // The last that is told of an answer, also where it is an error; of one that leads elsewhere
  // neither success nor failure is told.
  document.addEventListener("htmx:afterOnLoad", function (event) {
    if (!event.detail.failed) trouble("");
    else trouble(event.detail.xhr.status === 403 ? "refused" : "failed");
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("#gangguan button")) trouble("");
  });
})();
