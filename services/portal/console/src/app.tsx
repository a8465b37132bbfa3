import { LocationProvider, Route, Router } from 'preact-iso/router';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { OrderPage } from './pages/order-page.tsx';
import { OrdersPage } from './pages/orders-page.tsx';
import { StartPage } from './pages/start-page.tsx';
import { SessionGate } from './session.tsx';
import { Shell } from './shell.tsx';
import { Notices } from './ui/notices.tsx';

export function App() {
  return (
    <LocationProvider scope="/console">
      <SessionGate>
        <Notices>
          <Shell>
            <Router>
              <Route path="/console" component={StartPage} />
              <Route path="/console/orders" component={OrdersPage} />
              <Route path="/console/orders/:id" component={OrderPage} />
              <Route default component={NotFoundPage} />
            </Router>
          </Shell>
        </Notices>
      </SessionGate>
    </LocationProvider>
  );
}
