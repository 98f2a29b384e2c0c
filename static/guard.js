// Tells at once that the page's own script cannot run: a file did not arrive, or the browser cannot read it.
// Without this file, or when nothing at all happens, the style sheet shows the same word after a while.
// Written for browsers that know modules but not what the modules are written in.
(function () {
  window.addEventListener(
    "error",
    function (event) {
      var notice = document.getElementById("not-started");
      var place = event.target;
      // A picture that is missing does not stop a page; a script does, and so does a fault in one.
      if (notice && (place === window || place instanceof HTMLScriptElement)) notice.className += " now";
    },
    true,
  );
})();
