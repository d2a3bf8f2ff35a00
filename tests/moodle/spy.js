// In Moodle's player window: notes every call that the package makes to the API, with what it got and how long it took.
(() => {
  if (!location.pathname.endsWith("/mod/scorm/player.php")) return;
  const calls = (window.cartableCalls = []);
  const noted = (name, call) =>
    function (...given) {
      const began = performance.now();
      const got = call.apply(this, given);
      calls.push({ name: name.replace(/^LMS/, ""), given: given.map(String), got: String(got), ms: performance.now() - began });
      return got;
    };
  for (const place of ["API", "API_1484_11"]) {
    let api;
    Object.defineProperty(window, place, {
      configurable: true,
      get: () => api,
      set(value) {
        for (const name of Object.keys(value ?? {}))
          if (typeof value[name] === "function") value[name] = noted(name, value[name]);
        api = value;
      },
    });
  }
  // Beacons leave while the page dies: what became of them waits in the tab's session storage.
  const PART = 87; // bytes of multipart around one name and value
  const send = navigator.sendBeacon.bind(navigator);
  navigator.sendBeacon = (address, body) => {
    const taken = send(address, body);
    const size = [...body].reduce((sum, [name, value]) => sum + PART + name.length + value.length, 0);
    const noted = JSON.parse(sessionStorage.cartableBeacons ?? "[]");
    sessionStorage.cartableBeacons = JSON.stringify([...noted, { size, taken }]);
    return taken;
  };
})();
