import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A line of JSON that a program of ours said: flat, with objects of numbers at most one deep.
record Said(String json) {
  /// NaN if it is not there, or no number.
  double number(String name) {
    Matcher m = Pattern.compile("\"" + name + "\":\\s*(-?[0-9.]+)").matcher(json);
    return m.find() ? Double.parseDouble(m.group(1)) : Double.NaN;
  }

  double number(String object, String name) {
    int at = json.indexOf("\"" + object + "\":{");
    return at < 0 ? Double.NaN : new Said(json.substring(at, json.indexOf('}', at))).number(name);
  }

  /// Empty if it is not there.
  String text(String name) {
    Matcher m = Pattern.compile("\"" + name + "\":\\s*\"([^\"]*)\"").matcher(json);
    return m.find() ? m.group(1) : "";
  }

  /// The pairs of a list of pairs: `[["a",1],["b",2]]` or `[[1,2],[3,4]]`.
  String[][] pairs(String name) {
    int at = json.indexOf("\"" + name + "\":[[");
    if (at < 0) return new String[0][];
    String list = json.substring(json.indexOf("[[", at) + 2, json.indexOf("]]", at));
    return Pattern.compile("\\],\\[").splitAsStream(list).map(pair -> pair.replace("\"", "").split(","))
        .toArray(String[][]::new);
  }
}
