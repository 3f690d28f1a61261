/* Draws the charts of a page from the data that stands beside them; without it the tables below them stay open. Opens
   what is folded before a page is printed. */
(function () {
  "use strict";
  var font = '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC","PingFang SC","Microsoft YaHei","WenQuanYi Zen Hei",sans-serif';
  document.querySelectorAll("figure.chart").forEach(function (figure) {
    var box = figure.querySelector(".canvas");
    var option = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    option.textStyle = { fontFamily: font };
    figure.classList.add("drawn");
    figure.querySelector("details").removeAttribute("open");
    var chart = echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option);
    new ResizeObserver(function () { chart.resize(); }).observe(box);
    window.addEventListener("beforeprint", function () { chart.resize(); });
  });
  // What is folded on the screen stands on paper.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details.rest, details.long").forEach(function (folded) { folded.open = true; });
  });
})();
