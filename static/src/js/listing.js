// 项目台账: tick all of a page, and the number on the button that changes what is ticked.
import { countTicks } from "../lib/ticks.js";
import { tickAll } from "../lib/tick_all.js";

tickAll();
// after the listener above, so that the button counts what it ticked
countTicks();
