// What was submitted needs no copy in the browser any more.
const { key } = document.getElementById("sealed").dataset;
for (const name of Object.keys(localStorage)) if (name.startsWith(`${key}.`)) localStorage.removeItem(name);
