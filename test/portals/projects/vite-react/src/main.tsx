import OpenSeadragon from 'openseadragon';
import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import type { SmearPanel } from 'smearlens';
import 'smearlens/react';

function Slide({ address }: { readonly address: string }) {
  const place = useRef<HTMLDivElement>(null);
  const panel = useRef<SmearPanel>(null);
  useEffect(() => {
    if (!place.current || !panel.current) return;
    const viewer = OpenSeadragon({
      element: place.current,
      tileSources: address,
      crossOriginPolicy: 'Anonymous',
      showNavigationControl: false,
    });
    panel.current.viewer = viewer;
    return () => viewer.destroy();
  }, [address]);
  return (
    <>
      <header>
        <h1>A portal built with Vite, React and TypeScript</h1>
      </header>
      <main>
        <div className="viewer" ref={place} />
        <smear-panel
          ref={panel}
          options={OPTIONS}
          onsmear-error={({ detail }) => console.error(detail.message)}
        />
      </main>
    </>
  );
}

const OPTIONS = { openSeadragon: OpenSeadragon, keep: false };

const root = document.getElementById('root');
if (root) createRoot(root).render(<Slide address="/sample/sample.dzi" />);
