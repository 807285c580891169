module "chart" {
  source        = "./chart"
  chart_version = "1.3.0"
}
