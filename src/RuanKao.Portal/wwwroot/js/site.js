// Everything here only adds: each page works without it.
import './error-summary.js';
import './reveal.js';
import './copy.js';
import './once.js';
import './countdown.js';
import './refresh-image.js';
import './person-menu.js';
import './print.js';
import './tabs.js';
