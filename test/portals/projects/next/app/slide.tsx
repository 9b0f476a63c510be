'use client';

import { useEffect, useRef } from 'react';
import type { SmearPanel } from 'smearlens';
import 'smearlens/react';

export function Slide({ address }: { readonly address: string }) {
  const place = useRef<HTMLDivElement>(null);
  const panel = useRef<SmearPanel>(null);
  useEffect(() => {
    let leave = (): void => undefined;
    let isGone = false;
    // OpenSeadragon needs a page, so it is not for the server.
    void import('openseadragon').then(({ default: OpenSeadragon }) => {
      if (isGone || !place.current || !panel.current) return;
      const viewer = OpenSeadragon({
        element: place.current,
        tileSources: address,
        crossOriginPolicy: 'Anonymous',
        showNavigationControl: false,
      });
      leave = () => viewer.destroy();
      panel.current.options = { openSeadragon: OpenSeadragon, assetUrl: '/smearlens/', keep: false };
      panel.current.viewer = viewer;
    });
    return () => {
      isGone = true;
      leave();
    };
  }, [address]);
  return (
    <div className="page">
      <header>
        <h1>A portal built with Next</h1>
      </header>
      <main>
        <div className="viewer" ref={place} />
        <smear-panel ref={panel} />
      </main>
    </div>
  );
}
