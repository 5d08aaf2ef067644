// Colours and type come from tokens.css, so that 大字 and the palette hold in charts too.
export function look() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--px-${name}`).trim();
  const rem = parseFloat(style.fontSize);
  return {
    main: token("c1"),
    quiet: token("c3"),
    ink: token("ink"),
    words: token("ink-2"),
    line: token("line"),
    white: token("white"),
    size: Math.round(rem * 0.857),
    font: style.getPropertyValue("--px-font").trim(),
  };
}
