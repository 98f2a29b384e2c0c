// For browsers that know no modules: they load this and nothing else, so it is written for them.
var notice = document.getElementById("old-browser");
if (notice) notice.hidden = false;
