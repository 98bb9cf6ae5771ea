// Written for any browser: says so in a sentence when this one cannot keep the book.
(function () {
  "use strict";
  function canDo() {
    try {
      return Boolean(
        window.crypto && window.crypto.subtle && window.indexedDB && window.fetch && window.Promise
        && window.AbortController && window.createImageBitmap && "serviceWorker" in navigator
        && String.prototype.matchAll && Element.prototype.replaceChildren
      );
    } catch (error) {
      return false;
    }
  }
  if (!canDo()) {
    document.getElementById("too-old").removeAttribute("hidden");
    document.getElementById("loading").setAttribute("hidden", "");
  }
})();
