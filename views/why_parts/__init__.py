"""Parts of the page that explains one grid."""
