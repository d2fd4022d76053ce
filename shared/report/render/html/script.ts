/**
 * What makes the page live, searchable and quick to copy from; without it everything is there all the same. It runs as
 * it stands here, so it is written for browsers of the last years, without anything to build it.
 */
export const SCRIPT = `
(() => {
  const main = () => document.getElementById('main');
  const status = document.getElementById('status');
  document.documentElement.classList.add('scripted');

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      const text = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = text; }, 1500);
    }, () => {});
  });

  const reveal = () => {
    const line = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const talk = line && line.closest('details');
    if (!talk) return;
    talk.open = true;
    line.scrollIntoView({ block: 'center' });
  };
  addEventListener('hashchange', reveal);
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  reveal();

  document.addEventListener('input', (event) => {
    if (event.target.id !== 'search') return;
    const wanted = event.target.value.trim().toLowerCase();
    const output = document.getElementById('hits');
    let hits = 0;
    for (const talk of document.querySelectorAll('#transcript details')) {
      let here = 0;
      for (const line of talk.querySelectorAll('li')) {
        const isHit = wanted !== '' && line.lastElementChild.textContent.toLowerCase().includes(wanted);
        line.classList.toggle('hit', isHit);
        line.classList.toggle('away', wanted !== '' && !isHit);
        if (isHit) here += 1;
      }
      if (wanted !== '') talk.open = here > 0;
      hits += here;
    }
    output.textContent = wanted === '' ? '' : output.dataset.text.replace('{n}', hits);
  });

  const shape = (element) => [...element.children].map((one) => one.id).join();
  const update = (next) => {
    const [now, then] = [main(), next.getElementById('main')];
    const before = now.querySelector('h1').textContent;
    if (shape(now) === shape(then)) {
      for (const part of then.querySelectorAll('[data-part]')) {
        const old = document.getElementById(part.id);
        if (old && old.outerHTML !== part.outerHTML) old.replaceWith(document.importNode(part, true));
      }
    } else now.replaceChildren(...[...then.childNodes].map((one) => document.importNode(one, true)));
    document.title = next.title;
    for (const name of ['live', 'tag']) {
      if (then.dataset[name]) now.dataset[name] = then.dataset[name];
      else delete now.dataset[name];
    }
    const after = now.querySelector('h1').textContent;
    if (before !== after) status.textContent = after;
  };

  const follow = async () => {
    let pause = 0;
    while (main().dataset.live) {
      try {
        const { live, tag } = main().dataset;
        const headers = { accept: 'text/html', 'if-none-match': tag };
        const answer = await fetch(live, { headers, cache: 'no-store' });
        if (answer.status !== 304 && !answer.ok) throw new Error(answer.status);
        if (answer.status !== 304) update(new DOMParser().parseFromString(await answer.text(), 'text/html'));
        pause = Number(main().dataset.pause || 0.2);
      } catch {
        pause = Math.min(30, Math.max(1, pause * 2));
      }
      await new Promise((done) => setTimeout(done, pause * 1000));
    }
  };
  follow();
})();
`.trim();
