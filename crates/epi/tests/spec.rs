//! Detector tables and the catalogue.
