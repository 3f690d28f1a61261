// The new front page draws everything from a data service that citizens' browsers reach and a plain visit does not.
document.getElementById("app").textContent = "正在加载……";
