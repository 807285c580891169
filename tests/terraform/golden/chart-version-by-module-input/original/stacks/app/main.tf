module "chart" {
  source        = "./chart"
  chart_version = "1.2.3"
}
