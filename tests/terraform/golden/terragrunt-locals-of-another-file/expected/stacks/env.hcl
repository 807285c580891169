locals {
  app_tag = "1.3.0"
}
