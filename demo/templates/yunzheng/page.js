// Writes the links to the pages of a list: page 0 is name.ext, page n is name_n.ext.
function createPageHTML(count, current, name, ext) {
  if (count <= 1) { return; }
  var out = [], address = function (n) { return name + (n ? "_" + n : "") + "." + ext; };
  if (current > 0) { out.push('<a href="' + address(current - 1) + '">上一页</a>'); }
  for (var n = 0; n < count; n++) {
    if (n === current) { out.push("<b>" + (n + 1) + "</b>"); }
    else if (n < 2 || n >= count - 2 || Math.abs(n - current) < 3) { out.push('<a href="' + address(n) + '">' + (n + 1) + "</a>"); }
  }
  if (current + 1 < count) { out.push('<a href="' + address(current + 1) + '">下一页</a>'); }
  document.write(out.join(""));
}
