mod auth; mod error; mod policy; mod wire; mod world;
pub use auth::*; pub use error::*; pub use policy::*; pub use wire::Peer; pub use world::*;
