// Goes on once every application's frame has loaded, and after three seconds in any case: one of them may hang. The link
// remains for when this does not run.
const goOn = () => location.replace(document.querySelector("a[data-next]").href);
if (document.readyState === "complete") goOn();
addEventListener("load", goOn);
setTimeout(goOn, 3000);
